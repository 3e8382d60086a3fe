namespace Sidecar.Cli.Config;

/// <summary>One NUMA node that was placed by hand.</summary>
/// <param name="Cpus">Its CPUs; none for a node of memory alone.</param>
/// <param name="Memory">Its memory in bytes; 0 for a node of CPUs alone.</param>
public sealed record NumaNode(CpuList Cpus, long Memory);
