using Sidecar.Protocol.Vp;

namespace Sidecar.Vmm.Linux.Host;

/// <summary>The words of the driver's file <c>vps</c> (driver/README.md), one a VP.</summary>
internal static class VpWord
{
    /// <summary>How a report shows it: the name of a <see cref="VpState"/>, or Host for a CPU that is the host kernel's, which any may become.</summary>
    public static string Shown(string word) => word switch
    {
        "host" or "linux" => "Host",
        "idle" => nameof(VpState.Halted),
        "running" => nameof(VpState.Running),
        "stopping" => nameof(VpState.Interrupted),
        "removing" => nameof(VpState.Converting),
        _ => nameof(VpState.Removed),
    };

    /// <summary>The state that a VP's trace ends in while the VP rests; null for one that is on its way, or that is not known.</summary>
    public static VpState? Resting(string? word) => word switch
    {
        "idle" => VpState.Halted,
        "linux" or "removed" => VpState.Removed,
        _ => null,
    };
}
