using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Events;

/// <summary>
/// The registers of pending events. VTL2 has the interruption that its own next entry delivers, and its interrupt state; events to come and notifications are for lower VTLs.
/// </summary>
public static unsafe class EventRegisters
{
    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out HvRegisterValue value)
    {
        var state = VirtualProcessor.StateOf(vp, vtl);
        value = default;
        switch (name)
        {
            case HvRegisterName.PendingInterruption:
                value.Low = PendingInterruption.Get(state).Raw;
                return HvStatus.Success;

            case HvRegisterName.InterruptState:
                value.Low = GetInterruptState(state).Raw;
                return HvStatus.Success;

            case HvRegisterName.PendingEvent0 when vtl != Vtl.Vtl2:
                value = new HvRegisterValue { Low = state->PendingEvent.Low, High = state->PendingEvent.High };
                return HvStatus.Success;

            case HvRegisterName.PendingEvent1 when vtl != Vtl.Vtl2:
                return HvStatus.Success;

            case HvRegisterName.DeliverabilityNotifications when vtl != Vtl.Vtl2:
                value.Low = state->Notifications.Raw;
                return HvStatus.Success;

            default:
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>Writes one.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, HvRegisterValue value)
    {
        var state = VirtualProcessor.StateOf(vp, vtl);
        bool good;
        switch (name)
        {
            case HvRegisterName.PendingInterruption:
                var interruption = new HvX64PendingInterruptionRegister { Raw = value.Low };
                good = value.High == 0 && (vtl != Vtl.Vtl2 || !IsSoftware(interruption)) && PendingInterruption.TrySet(state, interruption);
                break;

            case HvRegisterName.InterruptState:
                good = value.High == 0 && TrySetInterruptState(state, new HvX64InterruptStateRegister { Raw = value.Low });
                break;

            case HvRegisterName.PendingEvent0 when vtl != Vtl.Vtl2:
                good = PendingEvent.TrySet(state, new HvX64PendingEventReg0 { Low = value.Low, High = value.High });
                break;

            case HvRegisterName.PendingEvent1 when vtl != Vtl.Vtl2:
                // None of the events that PendingEvent0 takes has a second part.
                good = value.Low == 0 && value.High == 0;
                break;

            case HvRegisterName.DeliverabilityNotifications when vtl != Vtl.Vtl2:
                // VTL0 has no synthetic interrupt controller here whose messages could be waited for.
                var notifications = new HvDeliverabilityNotificationsRegister { Raw = value.Low };
                good = value.High == 0 && notifications.Reserved == 0 && notifications.Sints == 0;
                state->Notifications = good ? notifications : state->Notifications;
                break;

            default:
                return HvStatus.InvalidParameter;
        }

        return good ? HvStatus.Success : HvStatus.InvalidRegisterValue;
    }

    /// <summary>HvRegisterInterruptState.</summary>
    public static HvX64InterruptStateRegister GetInterruptState(VtlState* vtl)
        => new() { InterruptShadow = (vtl->Vmcb->InterruptShadow & 1) != 0, NmiMasked = vtl->NmiMasked };

    private static bool TrySetInterruptState(VtlState* vtl, HvX64InterruptStateRegister value)
    {
        if (value.Reserved != 0)
        {
            return false;
        }

        vtl->Vmcb->InterruptShadow = value.InterruptShadow ? 1UL : 0UL;
        vtl->NmiMasked = value.NmiMasked;
        return true;
    }

    private static bool IsSoftware(HvX64PendingInterruptionRegister value)
        => value.InterruptionPending && value.InterruptionType >= HvX64PendingInterruptionType.HV_X64_PENDING_SOFTWARE_INTERRUPT;
}
