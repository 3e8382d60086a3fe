using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;

namespace Sidecar.Cosmos.Interrupts;

/// <summary>
/// Decides what an exception means. In order: an instruction that was expected to fault continues at its fixup; a guarded call ends, and the command with it;
/// a stray NMI is counted; anything else is the kernel's own failure, and the VP dies in an orderly way.
/// </summary>
public static unsafe class ExceptionHandler<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Called by the exception stubs.</summary>
    /// <param name="frame">The interrupted state; what is left in it is what execution continues with.</param>
    /// <param name="fixup">Where to continue if the instruction was expected to fault, or 0.</param>
    /// <param name="faultingAddress">CR2.</param>
    public static void Handle(ExceptionFrame* frame, ulong fixup, ulong faultingAddress)
    {
        if (fixup != 0)
        {
            frame->Rip = fixup;
            return;
        }

        // SAFETY: the globals page is mapped on every CPU that has this table loaded.
        var vp = (VpGlobals*)TMachine.At(AddressSpace.Slot(AddressSpace.GlobalsSlot));
        var guard = vp->Guard;
        if (guard != null)
        {
            // One fault ends one call: a second one on the way out is the kernel's.
            vp->Guard = null;
            guard->Vector = (byte)frame->Vector;
            guard->Address = frame->Rip;
            guard->FaultingAddress = faultingAddress;
            guard->ErrorCode = frame->ErrorCode;
            frame->Rip = guard->RecoveryAddress;
            frame->Rsp = guard->RecoveryStack;
            return;
        }

        if (frame->Vector == ExceptionNames.Nmi)
        {
            vp->NmiCount++;
            return;
        }

        KernelFault<TMachine>.Die(vp, (byte)frame->Vector, frame->ErrorCode, frame->Rip, faultingAddress);
    }
}
