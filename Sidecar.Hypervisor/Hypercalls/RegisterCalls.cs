using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>HvCallGetVpRegisters, HvCallSetVpRegisters, HvCallTranslateVirtualAddress and its extended form. Pointers are to the hypervisor's own copies.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class RegisterCalls<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Reads one register.</summary>
    public static HvStatus Get(VirtualProcessor* vp, GetSetVpRegisters* header, HvRegisterName name, HvRegisterValue* value)
    {
        var status = Find(vp, header, out var target, out var vtl);
        return status != HvStatus.Success ? status : Processors<TMachine>.GetRegister(vp, target, vtl, name, out *value);
    }

    /// <summary>Writes one register.</summary>
    public static HvStatus Set(VirtualProcessor* vp, GetSetVpRegisters* header, HvRegisterAssoc* register)
    {
        var status = Find(vp, header, out var target, out var vtl);
        if (status != HvStatus.Success)
        {
            return status;
        }

        return (register->Pad[0] | register->Pad[1] | register->Pad[2]) != 0
            ? HvStatus.InvalidParameter
            : Processors<TMachine>.SetRegister(vp, target, vtl, register->Name, register->Value);
    }

    /// <summary>Translates an address, with the event that an access would raise.</summary>
    public static HvStatus Translate(VirtualProcessor* vp, TranslateVirtualAddressX64* input, TranslateVirtualAddressExOutputX64* output)
    {
        var status = CallTarget.Partition(input->PartitionId);
        if (status == HvStatus.Success)
        {
            status = CallTarget.Processor(vp, input->VpIndex, out input->VpIndex);
        }

        if (status != HvStatus.Success)
        {
            return status;
        }

        return input->Reserved != 0 ? HvStatus.InvalidParameter : Processors<TMachine>.Translate(vp, input->VpIndex, *input, out *output);
    }

    /// <summary>The older form: result and page number alone.</summary>
    public static HvStatus TranslateShort(VirtualProcessor* vp, TranslateVirtualAddressX64* input, ulong* output)
    {
        TranslateVirtualAddressExOutputX64 result = default;
        var status = Translate(vp, input, &result);
        output[0] = result.TranslationResult.Result.Raw;
        output[1] = result.GpaPage;
        return status;
    }

    private static HvStatus Find(VirtualProcessor* vp, GetSetVpRegisters* header, out uint target, out Vtl vtl)
    {
        target = 0;
        vtl = Vtl.Vtl2;
        var status = CallTarget.Partition(header->PartitionId);
        if (status == HvStatus.Success)
        {
            status = CallTarget.Processor(vp, header->VpIndex, out target);
        }

        if (status == HvStatus.Success)
        {
            status = CallTarget.Level(header->TargetVtl, out vtl);
        }

        if (status != HvStatus.Success)
        {
            return status;
        }

        if ((header->Rsvd[0] | header->Rsvd[1] | header->Rsvd[2]) != 0)
        {
            return HvStatus.InvalidParameter;
        }

        return VirtualProcessor.StateOf(vp->Partition->Vps[target], vtl)->Enabled ? HvStatus.Success : HvStatus.InvalidVtlState;
    }
}
