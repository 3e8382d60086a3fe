using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>Results that only a hypervisor gives.</summary>
public static class HypercallStatus
{
    /// <summary>HV_STATUS_INVALID_HYPERCALL_CODE (TLFS, "Hypercall status codes"): no such hypercall, or none that this partition may make.</summary>
    public const HvStatus InvalidHypercallCode = (HvStatus)2;
}
