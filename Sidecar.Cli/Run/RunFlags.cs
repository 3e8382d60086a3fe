using Sidecar.Cli.Config;

namespace Sidecar.Cli.Run;

/// <summary>What the flags of <c>run</c> say; null or false for a flag that was not given.</summary>
public sealed record RunFlags
{
    /// <summary>--cpus.</summary>
    public int? Cpus { get; init; }

    /// <summary>--nodes.</summary>
    public int? Nodes { get; init; }

    /// <summary>--memory, in bytes.</summary>
    public long? Memory { get; init; }

    /// <summary>--boot.</summary>
    public BootSource? Source { get; init; }

    /// <summary>--firmware.</summary>
    public Firmware? Firmware { get; init; }

    /// <summary>--host.</summary>
    public BootMode? Host { get; init; }

    /// <summary>--kernel: a line of kernels, or auto.</summary>
    public string? Kernel { get; init; }

    /// <summary>--append: words for Linux.</summary>
    public string? Append { get; init; }

    /// <summary>--scenario.</summary>
    public string? Scenario { get; init; }

    /// <summary>--policy.</summary>
    public GuestPolicy? Policy { get; init; }

    /// <summary>--interactive.</summary>
    public bool Interactive { get; init; }

    /// <summary>--accel.</summary>
    public Accelerator? Accelerator { get; init; }

    /// <summary>--tcg-threads.</summary>
    public TcgThreads? TcgThreads { get; init; }

    /// <summary>--no-hypervisor.</summary>
    public bool NoHypervisor { get; init; }

    /// <summary>--sidecar, a file.</summary>
    public string? SidecarElf { get; init; }

    /// <summary>--gdb, a port.</summary>
    public int? GdbPort { get; init; }

    /// <summary>The loopback port of <c>serve</c>; null for a run.</summary>
    public int? ServePort { get; init; }

    /// <summary>--timeout, in seconds.</summary>
    public int? Timeout { get; init; }
}
