using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>Whom a hypercall means: partition, VP and VTL, as its input names them.</summary>
public static unsafe class CallTarget
{
    /// <summary>There is one partition, which goes by no number.</summary>
    public static HvStatus Partition(ulong id) => id == Hv.PartitionIdSelf ? HvStatus.Success : HvStatus.InvalidPartitionId;

    /// <summary>A VP by index, or the caller.</summary>
    public static HvStatus Processor(VirtualProcessor* caller, uint index, out uint target)
    {
        target = index == Hv.VpIndexSelf ? caller->Index : index;
        return target < caller->Partition->VpCount ? HvStatus.Success : HvStatus.InvalidVpIndex;
    }

    /// <summary>A VTL by number: VTL1 is never enabled, and there is none above 2.</summary>
    public static HvStatus Level(byte number) => number switch
    {
        (byte)Vtl.Vtl0 or (byte)Vtl.Vtl2 => HvStatus.Success,
        1 => HvStatus.InvalidVtlState,
        _ => HvStatus.InvalidParameter,
    };

    /// <summary>A VTL as most calls name it; without a name it is the caller's.</summary>
    public static HvStatus Level(HvInputVtl input, out Vtl vtl)
    {
        vtl = input.UseTargetVtl ? (Vtl)input.TargetVtlValue : Vtl.Vtl2;
        return input.Reserved != 0 || (!input.UseTargetVtl && input.TargetVtlValue != 0) ? HvStatus.InvalidParameter : Level((byte)vtl);
    }
}
