using System;
using Sidecar.Client;
using Sidecar.Client.Tests.Simulated;

namespace Sidecar.Gateway.Tests.Running;

/// <summary>Simulated machines without sysfs, so that nobody takes this machine's CPUs for theirs.</summary>
internal static class Machine
{
    /// <summary>Options without a sysfs.</summary>
    public static SidecarOptions Options { get; } = new() { SysfsPath = "/simulated/sys" };

    /// <summary>Boots a machine whose nodes have the given numbers of VPs beside their base VPs.</summary>
    public static SimulatedSidecar Boot(params ReadOnlySpan<uint> vps) => SimulatedSidecar.Boot(hypervisor: false, isOpenHcl: false, Options, vps);
}
