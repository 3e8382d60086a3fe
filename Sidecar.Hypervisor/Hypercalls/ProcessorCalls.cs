using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>HvCallEnablePartitionVtl, HvCallEnableVpVtl, HvCallStartVirtualProcessor, HvCallGetVpIndexFromApicId. Pointers are to the hypervisor's own copies.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class ProcessorCalls<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>The partition has the VTLs that it has from the beginning: 0 and 2.</summary>
    public static HvStatus EnablePartitionVtl(EnablePartitionVtl* input)
    {
        var status = CallTarget.Partition(input->PartitionId);
        if (status == HvStatus.Success)
        {
            status = CallTarget.Level(input->TargetVtl);
        }

        return status == HvStatus.Success ? HvStatus.VtlAlreadyEnabled : status;
    }

    /// <summary>VTL2 for a VP; every VP has VTL0.</summary>
    public static HvStatus EnableVpVtl(VirtualProcessor* vp, EnableVpVtlX64* input)
    {
        var status = Find(vp, input->PartitionId, input->VpIndex, input->TargetVtl, out var target);
        if (status != HvStatus.Success)
        {
            return status;
        }

        if ((input->Reserved[0] | input->Reserved[1] | input->Reserved[2]) != 0)
        {
            return HvStatus.InvalidParameter;
        }

        return input->TargetVtl == (byte)Vtl.Vtl0 ? HvStatus.VtlAlreadyEnabled : Processors<TMachine>.EnableVtl2(vp, target, input->VpVtlContext);
    }

    /// <summary>Starts a VP, in VTL2 only: VTL0 runs by VTL2's return.</summary>
    public static HvStatus Start(VirtualProcessor* vp, StartVirtualProcessorX64* input)
    {
        var status = Find(vp, input->PartitionId, input->VpIndex, input->TargetVtl, out var target);
        if (status != HvStatus.Success)
        {
            return status;
        }

        if ((input->Rsvd0 | input->Rsvd1) != 0)
        {
            return HvStatus.InvalidParameter;
        }

        return input->TargetVtl == (byte)Vtl.Vtl0 ? HvStatus.InvalidVtlState : Processors<TMachine>.Start(vp, target, input->VpContext);
    }

    /// <summary>One APIC id. Input: partition, VTL, seven reserved bytes. VTL0's APIC ids are the CPUs' too.</summary>
    public static HvStatus IndexOf(VirtualProcessor* vp, byte* header, uint apicId, uint* index)
    {
        var words = (ulong*)header;
        var status = CallTarget.Partition(words[0]);
        if (status == HvStatus.Success)
        {
            status = words[1] > byte.MaxValue ? HvStatus.InvalidParameter : CallTarget.Level((byte)words[1]);
        }

        if (status != HvStatus.Success)
        {
            return status;
        }

        for (var i = 0u; i < vp->Partition->VpCount; i++)
        {
            if (vp->Partition->Vps[i]->ApicId == apicId)
            {
                *index = i;
                return HvStatus.Success;
            }
        }

        return HvStatus.InvalidParameter;
    }

    private static HvStatus Find(VirtualProcessor* vp, ulong partition, uint index, byte vtl, out uint target)
    {
        target = 0;
        var status = CallTarget.Partition(partition);
        if (status == HvStatus.Success)
        {
            status = CallTarget.Processor(vp, index, out target);
        }

        return status == HvStatus.Success ? CallTarget.Level(vtl) : status;
    }
}
