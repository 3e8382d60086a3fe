using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;

namespace Sidecar.Hypervisor.Events;

/// <summary>
/// HvRegisterDeliverabilityNotifications for interrupts: a virtual interrupt of the wanted priority stands in the VMCB with its interception, so that VTL0 exits in the moment in
/// which it would take it (AMD APM volume 2, 15.21.4). Priority 0 asks for an interrupt that no task priority holds back. Each notification comes once.
/// </summary>
public static unsafe class InterruptWindow
{
    private const ulong Halted = 2;
    private const ulong VirtualBits = VirtualInterrupt.Pending | VirtualInterrupt.IgnoreTaskPriority | (0xfUL << VirtualInterrupt.PriorityShift) | (0xffUL << VirtualInterrupt.VectorShift);
    private const ulong Priority = 0xf;

    /// <summary>Takes back the last entry's virtual interrupt.</summary>
    public static void Close(VtlState* vtl)
    {
        vtl->Vmcb->VirtualInterrupt &= ~VirtualBits;
        vtl->Vmcb->Intercepts1 &= ~InterceptBits.VirtualInterrupt1;
    }

    /// <summary>Asks for the exit. An external interrupt of VTL2's that waits already goes first: when it has been taken, the window is asked for at the next entry.</summary>
    public static void BeforeEntry(VtlState* vtl)
    {
        if (!vtl->Notifications.InterruptNotification || vtl->EventWaits)
        {
            return;
        }

        var vmcb = vtl->Vmcb;
        var priority = (ulong)vtl->Notifications.InterruptPriority;
        vmcb->Intercepts1 |= InterceptBits.VirtualInterrupt1;
        vmcb->VirtualInterrupt |= VirtualInterrupt.Pending | (priority == 0 ? VirtualInterrupt.IgnoreTaskPriority : priority << VirtualInterrupt.PriorityShift);
        if ((vtl->Activity & Halted) != 0 && PendingEvent.TakesInterrupts(vmcb) && (priority == 0 || priority > (vmcb->VirtualInterrupt & Priority)))
        {
            // A halted VTL0 takes interrupts as well as one that runs, but nothing executes in it that could exit.
            vtl->Activity &= ~Halted;
            vtl->HaltedAtWindow = true;
        }
    }

    /// <summary>Sees whether the window was open: the notification is due now and not again.</summary>
    public static void AfterExit(VtlState* vtl)
    {
        var open = vtl->Vmcb->ExitCode == ExitCode.VirtualInterrupt;
        if (open)
        {
            vtl->Notifications.InterruptNotification = false;
            vtl->Notifications.InterruptPriority = 0;
        }

        if (vtl->HaltedAtWindow)
        {
            // No instruction was executed before the exit, or an interrupt was taken that ends the wait.
            vtl->HaltedAtWindow = false;
            vtl->Activity |= open || vtl->Vmcb->ExitCode == ExitCode.Interrupt ? Halted : 0;
        }
    }
}
