using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;

namespace Sidecar.Hypervisor.Events;

/// <summary>
/// Whether VTL0 handles an NMI, so that another must wait: from the delivery of one, or from VTL2's saying so (HvX64RegisterInterruptState), until IRET. That one is intercepted
/// meanwhile; it is executed by itself, with the trap flag, when VTL2 waits for its end: another NMI right before it would lie over the first one's frame.
/// </summary>
public static unsafe class NmiMask
{
    private const ulong TrapFlag = 1 << 8;

    /// <summary>DR6 says that a single step was the reason.</summary>
    private const ulong SingleStep = 1 << 14;

    private const ulong DebugExit = ExitCode.Exception0 + ExceptionVectors.Debug;

    /// <summary>Before an entry, what it delivers being in the VMCB: IRET ends the run as long as NMIs are masked.</summary>
    public static void BeforeEntry(VtlState* vtl)
    {
        if (vtl->NmiMasked || (vtl->Vmcb->Injection.Valid && vtl->Vmcb->Injection.Kind == EventInjection.Nmi))
        {
            vtl->Vmcb->Intercepts1 |= InterceptBits.Iret1;
        }
        else
        {
            vtl->Vmcb->Intercepts1 &= ~InterceptBits.Iret1;
        }
    }

    /// <summary>After an exit: an NMI that was delivered masks others; a step over IRET is over, or comes to nothing.</summary>
    /// <param name="vtl">VTL0.</param>
    /// <param name="delivered">What the entry delivered; nothing valid where it did not come to that.</param>
    public static void AfterExit(VtlState* vtl, EventInjection delivered)
    {
        if (delivered.Valid && delivered.Kind == EventInjection.Nmi)
        {
            vtl->NmiMasked = true;
        }

        // Elsewhere IRET itself has faulted and the handler of that runs: the step ends with its return.
        var vmcb = vtl->Vmcb;
        if (vtl->SteppingIret && vmcb->Rip == vtl->IretAddress && vmcb->ExitCode != DebugExit)
        {
            // Something else came first. The flags are VTL0's own again, and IRET will end the next run as it did this one.
            vmcb->Rflags &= ~TrapFlag;
            vtl->NmiMasked = true;
            vtl->SteppingIret = false;
        }
    }

    /// <summary>IRET is about to be executed. It is VTL0's next instruction either way.</summary>
    public static void OnIret(VtlState* vtl)
    {
        vtl->NmiMasked = false;
        var vmcb = vtl->Vmcb;
        if (vtl->Notifications.NmiNotification && (vmcb->Rflags & TrapFlag) == 0)
        {
            vtl->SteppingIret = true;
            vtl->IretAddress = vmcb->Rip;
            vtl->DebugStatusBefore = vmcb->Dr6;
            vmcb->Rflags |= TrapFlag;
        }
    }

    /// <summary>Whether a debug exception is only the end of a step over IRET, and then ends it. VTL0 shall not see anything of it.</summary>
    public static bool EndsStep(VtlState* vtl)
    {
        if (!vtl->SteppingIret || (vtl->Vmcb->Dr6 & SingleStep) == 0)
        {
            return false;
        }

        vtl->SteppingIret = false;
        vtl->Vmcb->Dr6 = vtl->DebugStatusBefore;
        return true;
    }
}
