using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Vmm.Registers;

/// <summary>Interrupts and exceptions that the VMM gives to a guest, as register values (TLFS, "Virtual processor register formats").</summary>
public static class GuestEvents
{
    /// <summary>An exception that the guest takes before its next instruction.</summary>
    /// <param name="vector">Its vector.</param>
    /// <param name="errorCode">Its error code; null for none.</param>
    /// <param name="parameter">CR2 of a page fault.</param>
    public static HvRegisterAssoc Exception(ExceptionVector vector, uint? errorCode, ulong parameter = 0)
    {
        // Event type 0 is an exception.
        var pending = new HvX64PendingExceptionEvent
        {
            EventPending = true,
            Vector = (ushort)vector,
            DeliverErrorCode = errorCode is not null,
            ErrorCode = errorCode ?? 0,
            ExceptionParameter = parameter,
        };
        return new HvRegisterAssoc { Name = HvRegisterName.PendingEvent0, Value = new HvRegisterValue { Low = pending.Low, High = pending.High } };
    }

    /// <summary>An external interrupt that the guest takes at once: only for one that can.</summary>
    public static HvRegisterAssoc Interrupt(byte vector) => HvRegisterAssoc.From(
        HvRegisterName.PendingInterruption,
        new HvX64PendingInterruptionRegister
        {
            InterruptionPending = true,
            InterruptionType = HvX64PendingInterruptionType.HV_X64_PENDING_INTERRUPT,
            InterruptionVector = vector,
        }.Raw);

    /// <summary>Asks for a message when the guest can take an interrupt, or for none any more.</summary>
    public static HvRegisterAssoc NotifyDeliverable(bool wanted)
        => HvRegisterAssoc.From(HvRegisterName.DeliverabilityNotifications, new HvDeliverabilityNotificationsRegister { InterruptNotification = wanted }.Raw);

    /// <summary>The guest is not halted any more.</summary>
    public static HvRegisterAssoc Awake => HvRegisterAssoc.From(HvRegisterName.InternalActivityState, 0);
}
