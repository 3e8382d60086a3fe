using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Hypercalls;

/// <summary>Hypercalls with this CPU's own input and output page.</summary>
public static unsafe class Hypercall<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>The CPU's input page.</summary>
    public static byte* Input => TMachine.At(AddressSpace.Slot(AddressSpace.HypercallInputSlot));

    /// <summary>The CPU's output page.</summary>
    public static byte* Output => TMachine.At(AddressSpace.Slot(AddressSpace.HypercallOutputSlot));

    /// <summary>A hypercall without repetitions.</summary>
    public static HvStatus Call(VpGlobals* vp, HypercallCode code)
        => new HypercallOutput { Raw = TMachine.Hypercall((ulong)code, vp->HypercallInput, vp->HypercallOutput) }.CallStatus;

    /// <summary>
    /// A rep hypercall over all elements on the input page. The hypervisor may stop after any number of them without an error; then it is called again from there.
    /// </summary>
    /// <param name="vp">The calling VP.</param>
    /// <param name="code">Which.</param>
    /// <param name="count">Elements on the input page.</param>
    /// <param name="processed">Elements carried out, in order, before the call ended.</param>
    /// <returns>Success when all were carried out; Timeout when the hypervisor makes no progress.</returns>
    public static HvStatus CallRepeated(VpGlobals* vp, HypercallCode code, int count, out int processed)
    {
        processed = 0;
        while (true)
        {
            var control = new Control { Code = code, RepCount = (ushort)count, RepStart = (ushort)processed };
            var result = new HypercallOutput { Raw = TMachine.Hypercall(control.Raw, vp->HypercallInput, vp->HypercallOutput) };
            var before = processed;
            processed = result.ElementsProcessed < count ? result.ElementsProcessed : count;
            if (result.CallStatus != HvStatus.Success || processed == count)
            {
                return result.CallStatus;
            }

            if (processed <= before)
            {
                return HvStatus.Timeout;
            }
        }
    }

    /// <summary>Reads one register of the calling VP.</summary>
    public static HvStatus GetRegister(VpGlobals* vp, HvRegisterName name, out ulong value)
    {
        WriteHeader(default);
        // SAFETY: the pages are this CPU's own; header and one name are 20 bytes, the result is 16.
        ((HvRegisterName*)(Input + sizeof(GetSetVpRegisters)))[0] = name;
        var status = CallRepeated(vp, HypercallCode.HvCallGetVpRegisters, 1, out _);
        value = status == HvStatus.Success ? ((HvRegisterValue*)Output)->Low : 0;
        return status;
    }

    /// <summary>Writes one register of the calling VP.</summary>
    public static HvStatus SetRegister(VpGlobals* vp, HvRegisterName name, ulong value)
    {
        WriteHeader(default);
        // SAFETY: as above; header and one association are 48 bytes.
        ((HvRegisterAssoc*)(Input + sizeof(GetSetVpRegisters)))[0] = HvRegisterAssoc.From(name, value);
        return CallRepeated(vp, HypercallCode.HvCallSetVpRegisters, 1, out _);
    }

    /// <summary>Writes the header of a register hypercall: this partition, the calling VP.</summary>
    public static void WriteHeader(HvInputVtl targetVtl)
    {
        // SAFETY: the input page is this CPU's own.
        *(GetSetVpRegisters*)Input = new GetSetVpRegisters { PartitionId = Hv.PartitionIdSelf, VpIndex = Hv.VpIndexSelf, TargetVtl = targetVtl };
    }
}
