namespace Sidecar.Cli.Report;

/// <summary>A VP as the monitor last saw it.</summary>
/// <param name="Index">Its index in the machine.</param>
/// <param name="ApicId">Its x2APIC id.</param>
/// <param name="Node">Its sidecar node.</param>
/// <param name="State">Its state: a <see cref="Protocol.Vp.VpState"/> by name, or Host for a VP that is the host kernel's.</param>
public sealed record VpInfo(int Index, uint ApicId, int Node, string State);
