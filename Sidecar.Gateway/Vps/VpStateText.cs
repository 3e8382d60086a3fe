using System;
using Sidecar.Client;

namespace Sidecar.Gateway.Vps;

/// <summary>Whose a VP is and what it does, in a word.</summary>
internal static class VpStateText
{
    /// <summary>The host kernel's since boot.</summary>
    public const string Host = "host";

    private static readonly string[] Words = ["unknown", Host, "linux", "idle", "running", "stopping", "removing", "removed", "failed"];

    /// <summary>All words there are.</summary>
    public static ReadOnlySpan<string> All => Words;

    /// <summary>The word of a VP: the driver's, and where it has none, what the gateway's own calls found.</summary>
    public static string Of(VpLane lane)
    {
        var state = lane.IsLeased && lane.Absence == Absence.None ? CpuState.Running : lane.Vp.GetCpuState();
        return Words[(int)(state == CpuState.Unknown ? Guess(lane) : state)];
    }

    private static CpuState Guess(VpLane lane) => lane.Absence switch
    {
        Absence.None => CpuState.Idle,
        Absence.Gone => CpuState.Removed,
        Absence.Stuck => CpuState.Stopping,
        Absence.Taken => CpuState.Running,
        _ => CpuState.Failed,
    };
}
