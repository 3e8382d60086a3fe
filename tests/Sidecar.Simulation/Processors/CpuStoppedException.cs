using System;

namespace Sidecar.Simulation.Processors;

/// <summary>Unwinds the thread of a CPU that was halted for good, or whose machine was switched off. No kernel code catches it.</summary>
internal sealed class CpuStoppedException : Exception;
