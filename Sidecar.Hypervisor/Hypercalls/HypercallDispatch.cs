using System;
using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>
/// Hypercalls of VTL2 (TLFS, "Hypercall interface"). The refusals in their order: no such call; a control word that is not the call's; parameters where none may be; then whatever the call
/// itself says, element by element. A list is done in turns of at most <see cref="ElementsPerTurn"/> elements, between which the caller takes its interrupts.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class HypercallDispatch<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Most elements of a rep hypercall that one exit does.</summary>
    public const uint ElementsPerTurn = 64;

    private const byte InvalidOpcode = 6;
    private const ulong InstructionLength = 3;
    private const int InputWords = (16 + ((int)ElementsPerTurn * 32)) / 8;
    private const int OutputWords = (int)ElementsPerTurn * 16 / 8;
    private const int FastWords = HypercallParameters<TMachine>.FastRoom / 8;
    private const ulong FastReturn = 1;

    /// <summary>Carries out the call that VTL2's registers describe.</summary>
    public static ExitOutcome Execute(VirtualProcessor* vp)
    {
        var vmcb = vp->Vtl2.Vmcb;
        if (!HypercallRegisters.MayCall(vmcb))
        {
            return Undefined(vmcb);
        }

        var registers = new HypercallRegisters(vp);
        if (registers.Control.Code == HypercallCode.HvCallVtlReturn)
        {
            return Return(vp, registers);
        }

        var instruction = vmcb->Rip;
        Advance(vp);
        var status = Check(registers.Control, out var shape);
        var done = 0u;
        if (status == HvStatus.Success)
        {
            status = Run(vp, registers, shape, out done);
            if (status == HvStatus.Success && done < registers.Control.RepCount)
            {
                // To be continued: the same instruction again, with the rest of the list.
                registers.SetRepStart(vp, done);
                vmcb->Rip = instruction;
                return ExitOutcome.Resume;
            }
        }

        registers.SetResult(vp, status, done);
        return ExitOutcome.Resume;
    }

    /// <summary>HvCallVtlReturn takes its flags in a register of its own and has no result; one that is malformed is no instruction (TLFS, "VTL return restrictions").</summary>
    private static ExitOutcome Return(VirtualProcessor* vp, in HypercallRegisters registers)
    {
        if (registers.Control.Raw != (ulong)HypercallCode.HvCallVtlReturn || (registers.VtlFlags & ~FastReturn) != 0)
        {
            return Undefined(vp->Vtl2.Vmcb);
        }

        Advance(vp);
        vp->FastReturn = (registers.VtlFlags & FastReturn) != 0;
        return ExitOutcome.VtlReturn;
    }

    private static HvStatus Check(Control control, out HypercallShape shape)
    {
        shape = default;
        if (control.Code == HypercallCode.HvCallVtlCall)
        {
            // No VTL is above VTL2.
            return HvStatus.InvalidVtlState;
        }

        if (!HypercallShape.TryFind(control.Code, out shape))
        {
            return HypercallStatus.InvalidHypercallCode;
        }

        var wellFormed = (control.Rsvd0 | control.Rsvd1 | control.Rsvd2 | control.VariableHeaderSize) == 0
            && !control.Nested
            && (shape.IsRep ? control.RepStart < control.RepCount : (control.RepCount | control.RepStart) == 0);
        return wellFormed ? HvStatus.Success : HvStatus.InvalidHypercallInput;
    }

    private static HvStatus Run(VirtualProcessor* vp, in HypercallRegisters registers, HypercallShape shape, out uint done)
    {
        done = 0;
        var input = stackalloc ulong[InputWords];
        var output = stackalloc ulong[OutputWords];
        var fast = stackalloc ulong[FastWords];
        var control = registers.Control;
        var parameters = new HypercallParameters<TMachine>(vp, shape, control);
        var status = parameters.Locate(registers, new Span<byte>(fast, FastWords * 8));
        if (status != HvStatus.Success)
        {
            return status;
        }

        // SAFETY: InputWords and OutputWords hold a turn of the longest elements, and the longest simple call (240 bytes).
        var first = (uint)control.RepStart;
        var count = shape.IsRep ? Math.Min(control.RepCount - first, ElementsPerTurn) : 0;
        parameters.Read(new Span<byte>(input, InputWords * 8), first, count);
        if (!shape.IsRep)
        {
            status = RunSimple(vp, control.Code, (byte*)input, (byte*)output);
            if (status == HvStatus.Success)
            {
                parameters.Write(new ReadOnlySpan<byte>(output, shape.Output), 0);
            }

            return status;
        }

        var taken = false;
        var i = 0u;
        for (; i < count; i++)
        {
            status = RunElement(vp, control.Code, (byte*)input, (byte*)input + shape.Header + (i * shape.Element), (byte*)output + (i * shape.Output), ref taken);
            if (status != HvStatus.Success)
            {
                break;
            }
        }

        if (taken)
        {
            Processors<TMachine>.FlushAll(vp);
        }

        parameters.Write(new ReadOnlySpan<byte>(output, (int)(i * shape.Output)), first);
        done = first + i;
        return status;
    }

    private static HvStatus RunSimple(VirtualProcessor* vp, HypercallCode code, byte* input, byte* output) => code switch
    {
        HypercallCode.HvCallEnablePartitionVtl => ProcessorCalls<TMachine>.EnablePartitionVtl((EnablePartitionVtl*)input),
        HypercallCode.HvCallEnableVpVtl => ProcessorCalls<TMachine>.EnableVpVtl(vp, (EnableVpVtlX64*)input),
        HypercallCode.HvCallStartVirtualProcessor => ProcessorCalls<TMachine>.Start(vp, (StartVirtualProcessorX64*)input),
        HypercallCode.HvCallInstallIntercept => InterceptCalls.Install(vp, input),
        HypercallCode.HvCallTranslateVirtualAddress => RegisterCalls<TMachine>.TranslateShort(vp, (TranslateVirtualAddressX64*)input, (ulong*)output),
        HypercallCode.HvCallTranslateVirtualAddressEx => RegisterCalls<TMachine>.Translate(vp, (TranslateVirtualAddressX64*)input, (TranslateVirtualAddressExOutputX64*)output),

        // HvCallNotifyLongSpinWait: a VP is a CPU of its own, so there is nobody to make room for.
        _ => HvStatus.Success,
    };

    private static HvStatus RunElement(VirtualProcessor* vp, HypercallCode code, byte* header, byte* element, byte* output, ref bool taken) => code switch
    {
        HypercallCode.HvCallGetVpRegisters => RegisterCalls<TMachine>.Get(vp, (GetSetVpRegisters*)header, *(HvRegisterName*)element, (HvRegisterValue*)output),
        HypercallCode.HvCallSetVpRegisters => RegisterCalls<TMachine>.Set(vp, (GetSetVpRegisters*)header, (HvRegisterAssoc*)element),
        HypercallCode.HvCallModifyVtlProtectionMask => ProtectionCalls<TMachine>.Modify(vp, header, *(ulong*)element, ref taken),
        HypercallCode.HvCallCheckSparseGpaPageVtlAccess => ProtectionCalls<TMachine>.Check(vp, header, *(ulong*)element, (ulong*)output),
        _ => ProcessorCalls<TMachine>.IndexOf(vp, header, *(uint*)element, (uint*)output),
    };

    private static void Advance(VirtualProcessor* vp)
    {
        var vmcb = vp->Vtl2.Vmcb;
        vmcb->Rip = vp->Partition->HasNextRip ? vmcb->NextRip : vmcb->Rip + InstructionLength;
        vmcb->InterruptShadow = 0;
    }

    private static ExitOutcome Undefined(Vmcb* vmcb)
    {
        vmcb->Injection = new EventInjection { Vector = InvalidOpcode, Kind = EventInjection.Exception, Valid = true };
        return ExitOutcome.Resume;
    }
}
