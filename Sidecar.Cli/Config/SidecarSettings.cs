namespace Sidecar.Cli.Config;

/// <summary>What the shim and the kernel are told. It travels on the boot command line, so that no image depends on it.</summary>
public sealed record SidecarSettings
{
    /// <summary>Most VPs of one sidecar node, 2 to 32.</summary>
    public int NodeSize { get; init; } = 32;

    /// <summary>How a VP waits.</summary>
    public IdleSetting Idle { get; init; } = IdleSetting.Auto;

    /// <summary>Whether the kernel writes its log to COM2.</summary>
    public bool Log { get; init; }

    /// <summary>Pages of trace ring a VP.</summary>
    public int TracePages { get; init; } = 16;

    /// <summary>Pages of handler state a VP; null for what the handlers in the image need.</summary>
    public int? HandlerStatePages { get; init; }

    /// <summary>The CPUs that the sidecar starts; empty for all.</summary>
    public CpuList Start { get; init; } = CpuList.Empty;

    /// <summary>Whether a hypervisor is used where there is one.</summary>
    public bool Hypervisor { get; init; } = true;
}
