namespace Sidecar.Cli.Report;

/// <summary>The machine as the monitor found it.</summary>
/// <param name="Cpus">CPUs that firmware described.</param>
/// <param name="Nodes">Sidecar nodes.</param>
/// <param name="TicksPerSecond">Rate of the time stamp counter; 0 when the monitor could not tell.</param>
public sealed record MachineInfo(int Cpus, int Nodes, ulong TicksPerSecond);
