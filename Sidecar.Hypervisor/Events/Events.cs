using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;

namespace Sidecar.Hypervisor.Events;

/// <summary>VTL0's events around VMRUN: what VTL2 left for it goes in, and what an exit interrupted is kept for the next entry unless VTL2 takes it away.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class Events<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong WaitingForStart = 1;
    private const ulong Halted = 2;

    /// <summary>
    /// Before every entry of VTL0, which is the active VTL. A VTL that waits is left waiting, unless something ends that. After any answer but Enter nothing has changed, except
    /// that an NMI's notification counts as given.
    /// </summary>
    public static EntryCheck BeforeEntry(VirtualProcessor* vp)
    {
        var vtl = &vp->Vtl0;
        var vmcb = vtl->Vmcb;
        if ((vtl->Activity & WaitingForStart) != 0)
        {
            // Nothing reaches a VTL that has not been started.
            return EntryCheck.Enter;
        }

        if (!RegisterRules<TMachine>.AgreeTogether(vmcb))
        {
            return EntryCheck.InvalidState;
        }

        if (vtl->Notifications.NmiNotification && !vtl->NmiMasked && (vmcb->InterruptShadow & 1) == 0)
        {
            vtl->Notifications.NmiNotification = false;
            return EntryCheck.NmiDeliverable;
        }

        InterruptWindow.Close(vtl);
        PendingEvent.BeforeEntry(vtl);
        if (vtl->SoftwareInterruption.InterruptionPending)
        {
            vmcb->Injection = PendingInterruption.InjectionFor(vtl->SoftwareInterruption);
            vmcb->Rip += vtl->SoftwareInterruption.InstructionLength;
        }

        InterruptWindow.BeforeEntry(vtl);
        NmiMask.BeforeEntry(vtl);
        vtl->Injected = vmcb->Injection;
        if (vmcb->Injection.Valid)
        {
            // Whatever is delivered ends a wait and an interrupt shadow.
            vtl->Activity &= ~Halted;
            vmcb->InterruptShadow &= ~1UL;
        }

        return EntryCheck.Enter;
    }

    /// <summary>After every exit of VTL0.</summary>
    public static void AfterExit(VirtualProcessor* vp)
    {
        var vtl = &vp->Vtl0;
        var vmcb = vtl->Vmcb;
        var injected = vtl->Injected;
        vtl->Injected = default;

        // A refused VMRUN has delivered nothing. Some CPUs store 32 bits of the code only.
        var refused = (uint)vmcb->ExitCode == uint.MaxValue;
        var interrupted = refused ? injected : vmcb->ExitInterruptInfo;
        var again = injected.Valid && interrupted.Valid && interrupted.Kind == injected.Kind && interrupted.Vector == injected.Vector;

        // An instruction whose event was interrupted is executed again, for RIP is at it; unless it was VTL2 that injected the event.
        vmcb->Injection = interrupted.Valid && (again || !IsInstruction(interrupted)) ? interrupted : default;
        if (vtl->SoftwareInterruption.InterruptionPending && injected.Valid)
        {
            if (again)
            {
                vmcb->Injection = default;
                vmcb->Rip -= vtl->SoftwareInterruption.InstructionLength;
            }
            else
            {
                vtl->SoftwareInterruption = default;
            }
        }

        NmiMask.AfterExit(vtl, again ? default : injected);
        PendingEvent.AfterExit(vtl, interrupted);
        InterruptWindow.AfterExit(vtl);
        InterruptWindow.Close(vtl);
    }

    /// <summary>INTn; INT3 and INTO, which some CPUs report as exceptions and some as interrupts.</summary>
    private static bool IsInstruction(EventInjection interrupted)
        => interrupted.Kind == EventInjection.SoftwareInterrupt
            || (interrupted.Kind == EventInjection.Exception && interrupted.Vector is ExceptionVectors.Breakpoint or ExceptionVectors.Overflow);
}
