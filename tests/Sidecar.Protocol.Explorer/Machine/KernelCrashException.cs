using System;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>Stands for an exception that no guard catches: the kernel's own fault path follows.</summary>
public sealed class KernelCrashException : Exception;
