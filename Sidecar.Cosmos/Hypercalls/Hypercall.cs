using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Hypercalls;

/// <summary>Hypercalls with this CPU's own input and output page.</summary>
public static unsafe class Hypercall<TMachine>
    where TMachine : struct, IMachine
{
    // Control and HypercallOutput name these bits; the shortest way through a command does without their accessors.
    private const int ElementsShift = 32;
    private const int StartShift = 48;

    /// <summary>The CPU's input page.</summary>
    public static byte* Input
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TMachine.At(AddressSpace.Slot(AddressSpace.HypercallInputSlot));
    }

    /// <summary>The CPU's output page.</summary>
    public static byte* Output
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TMachine.At(AddressSpace.Slot(AddressSpace.HypercallOutputSlot));
    }

    /// <summary>A hypercall without repetitions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HvStatus Call(VpGlobals* vp, HypercallCode code)
        => new HypercallOutput { Raw = TMachine.Hypercall((ulong)code, vp->HypercallInput, vp->HypercallOutput) }.CallStatus;

    /// <summary>
    /// A rep hypercall over all elements on the input page. The hypervisor may stop after any number of them without an error; then it is called again from there.
    /// </summary>
    /// <param name="vp">The calling VP.</param>
    /// <param name="code">Which.</param>
    /// <param name="count">Elements on the input page, below 4,096.</param>
    /// <returns>Success when all were carried out, Timeout when the hypervisor makes no progress; and how many were, in order, which is never more than there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HypercallOutput CallRepeated(VpGlobals* vp, HypercallCode code, uint count)
    {
        var result = CallFrom(vp, code, count, 0);
        return result.Raw == (ulong)count << ElementsShift ? result : GoOn(vp, code, count, result);
    }

    /// <summary>After a call that did not do all there was to do.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HypercallOutput GoOn(VpGlobals* vp, HypercallCode code, uint count, HypercallOutput result)
    {
        var before = 0u;
        while (true)
        {
            // What the hypervisor says is looked at before it is believed.
            var status = result.CallStatus;
            var processed = result.ElementsProcessed < count ? result.ElementsProcessed : count;
            if (status == HvStatus.Success && processed != count && processed <= before)
            {
                status = HvStatus.Timeout;
            }

            if (status != HvStatus.Success || processed == count)
            {
                return new() { CallStatus = status, ElementsProcessed = (ushort)processed };
            }

            before = processed;
            result = CallFrom(vp, code, count, processed);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static HypercallOutput CallFrom(VpGlobals* vp, HypercallCode code, uint count, uint start)
    {
        var control = (ulong)code | ((ulong)count << ElementsShift) | ((ulong)start << StartShift);
        return new HypercallOutput { Raw = TMachine.Hypercall(control, vp->HypercallInput, vp->HypercallOutput) };
    }

    /// <summary>Reads one register of the calling VP.</summary>
    public static HvStatus GetRegister(VpGlobals* vp, HvRegisterName name, out ulong value)
    {
        WriteHeader(default);
        // SAFETY: the pages are this CPU's own; header and one name are 20 bytes, the result is 16.
        ((HvRegisterName*)(Input + sizeof(GetSetVpRegisters)))[0] = name;
        var status = CallRepeated(vp, HypercallCode.HvCallGetVpRegisters, 1).CallStatus;
        value = status == HvStatus.Success ? ((HvRegisterValue*)Output)->Low : 0;
        return status;
    }

    /// <summary>Writes one register of the calling VP.</summary>
    public static HvStatus SetRegister(VpGlobals* vp, HvRegisterName name, ulong value)
    {
        WriteHeader(default);
        // SAFETY: as above; header and one association are 48 bytes.
        ((HvRegisterAssoc*)(Input + sizeof(GetSetVpRegisters)))[0] = HvRegisterAssoc.From(name, value);
        return CallRepeated(vp, HypercallCode.HvCallSetVpRegisters, 1).CallStatus;
    }

    /// <summary>Writes the header of a register hypercall: this partition, the calling VP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteHeader(HvInputVtl targetVtl)
    {
        // SAFETY: the input page is this CPU's own. The second word holds VP index, VTL and three reserved bytes (GetSetVpRegisters).
        var header = (ulong*)Input;
        header[0] = Hv.PartitionIdSelf;
        header[1] = Hv.VpIndexSelf | ((ulong)targetVtl.Raw << 32);
    }
}
