using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Intercepts;

/// <summary>What all intercept messages begin with: where VTL0 was (TLFS, HV_X64_INTERCEPT_MESSAGE_HEADER; layout in openhcl.txt).</summary>
public static unsafe class InterceptHeader
{
    private const ulong TaskPriority = 0xf;
    private const ulong BreakpointEnables = 0xff;

    /// <summary>Clears a message and fills its head.</summary>
    /// <param name="vp">The VP, VTL0 active.</param>
    /// <param name="message">The message.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="access">What the access was.</param>
    /// <param name="length">Bytes of the instruction; 0 when that is unknown, or there is none.</param>
    /// <typeparam name="T">Its payload.</typeparam>
    /// <returns>The payload, zero behind its header.</returns>
    public static T* Begin<T>(VirtualProcessor* vp, HvMessage* message, HvMessageType type, HvInterceptAccessType access, byte length)
        where T : unmanaged, IHvMessagePayload
    {
        *message = default;
        message->Header.Typ = type;
        message->Header.Len = (byte)sizeof(T);

        var vmcb = vp->Vtl0.Vmcb;

        // SAFETY: every payload fits into the buffer and begins with the header; the message is the hypervisor's own and does not move.
        var header = (HvX64InterceptMessageHeader*)&message->PayloadBuffer;
        header->VpIndex = vp->Index;
        header->InstructionLengthAndCr8 = (byte)((uint)(length & 0xf) | (uint)(vmcb->VirtualInterrupt & TaskPriority) << 4);
        header->InterceptAccessType = access;
        header->ExecutionState = ExecutionState(&vp->Vtl0);
        header->CsSegment = vmcb->Cs.Tlfs;
        header->Rip = vmcb->Rip;
        header->Rflags = vmcb->Rflags;
        return (T*)header;
    }

    private static HvX64VpExecutionState ExecutionState(VtlState* vtl)
    {
        var vmcb = vtl->Vmcb;
        return new HvX64VpExecutionState
        {
            Cpl = vmcb->Cpl,
            Cr0Pe = (vmcb->Cr0 & Cr0.Pe) != 0,
            Cr0Am = (vmcb->Cr0 & Cr0.Am) != 0,
            EferLma = (vmcb->Efer & Efer.Lma) != 0,
            DebugActive = (vmcb->Dr7 & BreakpointEnables) != 0,
            InterruptionPending = vmcb->Injection.Valid || vtl->SoftwareInterruption.InterruptionPending,
            Vtl = (byte)Vtl.Vtl0,
            InterruptShadow = Bits.Get(vmcb->InterruptShadow, 0),
        };
    }
}
