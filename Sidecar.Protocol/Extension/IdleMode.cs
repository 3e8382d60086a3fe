namespace Sidecar.Protocol.Extension;

/// <summary>How a VP waits for its next command.</summary>
public enum IdleMode : uint
{
    /// <summary><c>hlt</c>: gives the physical CPU away under any hypervisor.</summary>
    Hlt = 0,

    /// <summary><c>mwait</c> on the VP's status byte: a store by the host wakes it without an interrupt. Falls back to hlt where CPUID has no MONITOR.</summary>
    Mwait = 1,

    /// <summary>mwait on bare metal, hlt under a hypervisor (CPUID 1, ECX bit 31).</summary>
    Auto = 2,
}
