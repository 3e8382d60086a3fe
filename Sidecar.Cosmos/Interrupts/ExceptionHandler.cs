using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.X64;

namespace Sidecar.Cosmos.Interrupts;

/// <summary>
/// Decides what an exception means. In order: an instruction that was expected to fault continues at its fixup; a guarded call ends, and the command with it;
/// any other NMI is counted; anything else is the kernel's own failure, and the VP dies in an orderly way.
/// </summary>
public static unsafe class ExceptionHandler<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>MCG_STATUS (AMD64 Architecture Programmer's Manual, volume 2, chapter 9).</summary>
    private const uint MachineCheckStatus = 0x17a;

    /// <summary>MCG_STATUS.MCIP.</summary>
    private const ulong MachineCheckInProgress = 1 << 2;

    /// <summary>Called by the exception stubs.</summary>
    /// <param name="frame">The interrupted state; what is left in it is what execution continues with.</param>
    /// <param name="fixup">Where to continue if the instruction was expected to fault, or 0.</param>
    /// <param name="faultingAddress">CR2.</param>
    public static void Handle(ExceptionFrame* frame, ulong fixup, ulong faultingAddress)
    {
        // An NMI or a machine check may come right before such an instruction, and says nothing about its values.
        if (fixup != 0 && frame->Vector == ExceptionNames.GeneralProtection)
        {
            frame->Rip = fixup;
            return;
        }

        // SAFETY: the globals page is mapped on every CPU that has this table loaded.
        var vp = (VpGlobals*)TMachine.At(AddressSpace.Slot(AddressSpace.GlobalsSlot));
        var guard = vp->Guard;
        if (guard != null && IsItsOwn(frame) && (frame->Vector != ExceptionNames.Nmi || IsInside(vp, guard, frame)))
        {
            // One fault ends one call: a second one on the way out is the kernel's.
            vp->Guard = null;
            guard->Vector = (byte)frame->Vector;
            guard->Address = frame->Rip;
            guard->FaultingAddress = faultingAddress;
            guard->ErrorCode = frame->ErrorCode;
            frame->Rip = guard->RecoveryAddress;
            frame->Rsp = guard->RecoveryStack;
            // Whatever the function did to its flags ends with it: interrupts, above all, are off outside waits.
            frame->Rflags = RFlags.AtReset.Raw;
            return;
        }

        if (frame->Vector == ExceptionNames.Nmi)
        {
            vp->NmiCount++;
            return;
        }

        KernelFault<TMachine>.Die(vp, (byte)frame->Vector, frame->ErrorCode, frame->Rip, faultingAddress);
    }

    /// <summary>Whether an exception is about the code that runs: not so a machine check that the hardware has in progress, which no handler survives.</summary>
    private static bool IsItsOwn(ExceptionFrame* frame)
        => frame->Vector != ExceptionNames.MachineCheck
            || !TMachine.TryReadMsr(MachineCheckStatus, out var status)
            || (status & MachineCheckInProgress) == 0;

    /// <summary>
    /// Whether an NMI came within the guarded function itself, so that it may end it. Right before the call and after it there is nothing to end: the stack is not below
    /// the recovery point there (whose stack is 0 until the plug has written it). Nor is there on the base CPU, where every wait is bounded: initialisation goes on.
    /// </summary>
    private static bool IsInside(VpGlobals* vp, GuardFrame* guard, ExceptionFrame* frame) => vp->Status != null && frame->Rsp < guard->RecoveryStack;
}
