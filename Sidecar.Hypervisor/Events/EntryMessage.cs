using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Events;

/// <summary>What VTL2 is told when VTL0 is not entered.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class EntryMessage<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const int TaskPriorityShift = 4;
    private const ulong Breakpoints = 0xff;

    /// <summary>HvInvalidVpRegisterMessage: the VP's index, which every intercept message begins with, and zero.</summary>
    private const byte InvalidValueLength = 8;

    /// <summary>Writes the message for <see cref="EntryCheck.NmiDeliverable"/> or <see cref="EntryCheck.InvalidState"/>.</summary>
    public static void Write(VirtualProcessor* vp, EntryCheck check, HvMessage* message)
    {
        *message = default;
        ref var payload = ref message->PayloadAs<HvX64InterruptionDeliverableMessage>();
        payload.Header.VpIndex = vp->Index;
        if (check == EntryCheck.InvalidState)
        {
            message->Header.Typ = HvMessageType.HvMessageTypeInvalidVpRegisterValue;
            message->Header.Len = InvalidValueLength;
            return;
        }

        var vtl = &vp->Vtl0;
        var vmcb = vtl->Vmcb;
        message->Header.Typ = HvMessageType.HvMessageTypeX64InterruptionDeliverable;
        message->Header.Len = (byte)sizeof(HvX64InterruptionDeliverableMessage);
        payload.DeliverableType = HvX64PendingInterruptionType.HV_X64_PENDING_NMI;
        payload.Header.InstructionLengthAndCr8 = (byte)(TaskPriority<TMachine>.Get(vmcb) << TaskPriorityShift);
        payload.Header.InterceptAccessType = HvInterceptAccessType.EXECUTE;
        payload.Header.ExecutionState = new HvX64VpExecutionState
        {
            Cpl = vmcb->Cpl,
            Cr0Pe = (vmcb->Cr0 & Cr0.Pe) != 0,
            Cr0Am = (vmcb->Cr0 & Cr0.Am) != 0,
            EferLma = (vmcb->Efer & Efer.Lma) != 0,
            DebugActive = (vmcb->Dr7 & Breakpoints) != 0,
            InterruptionPending = PendingInterruption.Get(vtl).InterruptionPending,
            InterruptShadow = (vmcb->InterruptShadow & 1) != 0,
        };
        payload.Header.CsSegment = vmcb->Cs.Tlfs;
        payload.Header.Rip = vmcb->Rip;
        payload.Header.Rflags = vmcb->Rflags;
    }
}
