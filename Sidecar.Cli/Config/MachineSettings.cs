using System.Collections.Immutable;

namespace Sidecar.Cli.Config;

/// <summary>The machine that QEMU shows.</summary>
public sealed record MachineSettings
{
    /// <summary>Fewest CPUs: the host kernel's and one for the sidecar.</summary>
    public const int MinCpus = 2;

    /// <summary>Most CPUs.</summary>
    public const int MaxCpus = 1024;

    /// <summary>Most NUMA nodes (QEMU's MAX_NODES).</summary>
    public const int MaxNodes = 128;

    /// <summary>Number of CPUs.</summary>
    public int Cpus { get; init; } = 8;

    /// <summary>Number of NUMA nodes that share CPUs and memory evenly. Not used when <see cref="PlacedNodes"/> has any.</summary>
    public int Nodes { get; init; } = 2;

    /// <summary>CPU packages; null for what <see cref="MachineShape.Sockets"/> makes of the nodes. Where the CPUs of one are no power of two, APIC ids have gaps.</summary>
    public int? Sockets { get; init; }

    /// <summary>Memory in bytes.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>What executes the instructions.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.Auto;

    /// <summary>On how many threads TCG executes.</summary>
    public TcgThreads TcgThreads { get; init; } = TcgThreads.Auto;

    /// <summary>The nodes placed by hand; empty for an even split.</summary>
    public ImmutableArray<NumaNode> PlacedNodes { get; init; } = [];
}
