using System;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>A CPU that left the sidecar and is the host's, in a world where the host may give it back.</summary>
public sealed class CpuStoppedException : Exception;
