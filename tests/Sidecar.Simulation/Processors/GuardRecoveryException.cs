using System;

namespace Sidecar.Simulation.Processors;

/// <summary>Unwinds to a guarded call whose recovery address the exception handler chose to continue at, where hardware would load RIP and RSP.</summary>
internal sealed class GuardRecoveryException : Exception;
