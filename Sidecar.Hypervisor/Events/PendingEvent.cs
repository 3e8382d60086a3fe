using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Events;

/// <summary>
/// HvRegisterPendingEvent0: an event that VTL2 leaves for VTL0's next entry. Exceptions (type 0, HvX64PendingExceptionEvent) are raised there; an external interrupt (type 5,
/// HvX64PendingExtIntEvent) is taken as soon as VTL0 takes interrupts. The other types are Hyper-V's own and refused.
/// </summary>
public static unsafe class PendingEvent
{
    private const byte ExceptionType = 0;
    private const byte ExternalInterruptType = 5;

    /// <summary>Bits 4 to 7 and 9 to 15 of an exception.</summary>
    private const ulong ExceptionReserved = 0xfef0;

    /// <summary>All but header and vector of an external interrupt.</summary>
    private const ulong InterruptReserved = ~0xff0fUL;

    private const int InterruptVectorShift = 8;
    private const ulong InterruptFlag = 1 << 9;
    private const ulong DebugStatus = 0xe00f;
    private const ulong DebugStatusAlways = 0xffff_0ff0;

    /// <summary>Writes it; false for what cannot be delivered.</summary>
    public static bool TrySet(VtlState* vtl, HvX64PendingEventReg0 value)
    {
        if (!value.EventPending)
        {
            vtl->PendingEvent = default;
            return true;
        }

        var exception = new HvX64PendingExceptionEvent { Low = value.Low, High = value.High };
        var good = value.EventType switch
        {
            ExceptionType => (value.Low & ExceptionReserved) == 0 && ExceptionVectors.Contains(exception.Vector),
            ExternalInterruptType => (value.Low & InterruptReserved) == 0 && value.High == 0,
            _ => false,
        };
        if (good)
        {
            vtl->PendingEvent = value;
        }

        return good;
    }

    /// <summary>Makes an event that waits an injection, or a virtual interrupt that waits for the VTL. Nothing is done while another interruption has to be delivered first.</summary>
    public static void BeforeEntry(VtlState* vtl)
    {
        vtl->EventWaits = false;
        var value = vtl->PendingEvent;
        var vmcb = vtl->Vmcb;
        if (!value.EventPending || vmcb->Injection.Valid || vtl->SoftwareInterruption.InterruptionPending)
        {
            return;
        }

        if (value.EventType == ExceptionType)
        {
            Raise(vmcb, new HvX64PendingExceptionEvent { Low = value.Low, High = value.High });
            vtl->PendingEvent = default;
            return;
        }

        var vector = (byte)(value.Low >> InterruptVectorShift);
        if (TakesInterrupts(vmcb))
        {
            vmcb->Injection = new EventInjection { Valid = true, Kind = EventInjection.ExternalInterrupt, Vector = vector };
            vtl->PendingEvent = default;
        }
        else
        {
            vmcb->VirtualInterrupt |= VirtualInterrupt.Pending | VirtualInterrupt.IgnoreTaskPriority | ((ulong)vector << VirtualInterrupt.VectorShift);
            vtl->EventWaits = true;
        }
    }

    /// <summary>Sees whether a virtual interrupt was taken: it is gone from the VMCB, or its delivery was interrupted and is the VMCB's now.</summary>
    public static void AfterExit(VtlState* vtl, EventInjection interrupted)
    {
        if (!vtl->EventWaits)
        {
            return;
        }

        vtl->EventWaits = false;
        var vector = (byte)(vtl->PendingEvent.Low >> InterruptVectorShift);
        if ((vtl->Vmcb->VirtualInterrupt & VirtualInterrupt.Pending) == 0
            || (interrupted.Valid && interrupted.Kind == EventInjection.ExternalInterrupt && interrupted.Vector == vector))
        {
            vtl->PendingEvent = default;
        }
    }

    /// <summary>Whether an interrupt, whatever its priority, would be taken at once.</summary>
    public static bool TakesInterrupts(Vmcb* vmcb) => (vmcb->Rflags & InterruptFlag) != 0 && (vmcb->InterruptShadow & 1) == 0 && !vmcb->Injection.Valid;

    private static void Raise(Vmcb* vmcb, HvX64PendingExceptionEvent exception)
    {
        vmcb->Injection = new EventInjection
        {
            Valid = true,
            Kind = EventInjection.Exception,
            Vector = (byte)exception.Vector,
            HasErrorCode = exception.DeliverErrorCode,
            ErrorCode = exception.DeliverErrorCode ? exception.ErrorCode : 0,
        };
        switch (exception.Vector)
        {
            case ExceptionVectors.PageFault:
                vmcb->Cr2 = exception.ExceptionParameter;
                break;

            case ExceptionVectors.Debug:
                vmcb->Dr6 = (exception.ExceptionParameter & DebugStatus) | DebugStatusAlways;
                break;
        }
    }
}
