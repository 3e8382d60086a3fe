using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;

namespace Sidecar.Hypervisor.Events;

/// <summary>
/// Whether VTL0 handles an NMI, so that another must wait: from the delivery of one, or from VTL2's saying so (HvX64RegisterInterruptState), until IRET is over. That one is intercepted
/// meanwhile and then executed by itself, with the trap flag and every exception intercepted: another NMI right before it would lie over the first one's frame. The step is prepared
/// right before an entry and undone right after its exit, so that nobody but the CPU sees the flag.
/// </summary>
public static unsafe class NmiMask
{
    private const ulong TrapFlag = 1 << 8;

    /// <summary>DR6: a single step, and the four breakpoints.</summary>
    private const ulong SingleStep = 1 << 14;
    private const ulong Breakpoints = 0xf;

    private const ulong DebugExit = ExitCode.Exception0 + ExceptionVectors.Debug;

    /// <summary>IRET is about to be executed: the next entry does that, if it comes to it.</summary>
    public static void OnIret(VtlState* vtl)
    {
        vtl->IretPends = true;
        vtl->IretAddress = vtl->Vmcb->Rip;
    }

    /// <summary>Before an entry, what it delivers being in the VMCB: as long as NMIs are masked IRET ends the run, or is all of it.</summary>
    public static void BeforeEntry(VtlState* vtl)
    {
        var vmcb = vtl->Vmcb;
        var delivers = vmcb->Injection.Valid;
        vmcb->Intercepts1 &= ~InterceptBits.Iret1;
        if (vtl->NmiMasked && vtl->IretPends && vtl->Activity == 0 && !delivers && vmcb->Rip == vtl->IretAddress)
        {
            vtl->SteppingIret = true;
            vtl->DebugStatusBefore = vmcb->Dr6;
            vtl->TrappedBefore = (vmcb->Rflags & TrapFlag) != 0;
            vmcb->Rflags |= TrapFlag;
            vmcb->Dr6 &= ~(SingleStep | Breakpoints);
        }
        else if (vtl->NmiMasked || (delivers && vmcb->Injection.Kind == EventInjection.Nmi))
        {
            vmcb->Intercepts1 |= InterceptBits.Iret1;
        }

        vtl->IretPends = false;
    }

    /// <summary>After an exit: an NMI that was delivered masks others; a step over IRET is over, or has come to nothing.</summary>
    /// <param name="vtl">VTL0.</param>
    /// <param name="delivered">What the entry delivered; nothing valid where it did not come to that.</param>
    public static void AfterExit(VtlState* vtl, EventInjection delivered)
    {
        vtl->StepTrapped = false;
        if (delivered.Valid && delivered.Kind == EventInjection.Nmi)
        {
            vtl->NmiMasked = true;
        }

        if (vtl->SteppingIret)
        {
            vtl->SteppingIret = false;
            EndStep(vtl);
        }
    }

    /// <summary>Whether a debug exception was the end of a step and nothing else: VTL0 has nothing to do with it.</summary>
    public static bool IsOfStep(VtlState* vtl) => vtl->StepTrapped;

    private static void EndStep(VtlState* vtl)
    {
        var vmcb = vtl->Vmcb;
        var before = vtl->DebugStatusBefore;
        var isDone = vmcb->Rip != vtl->IretAddress || vmcb->ExitCode == DebugExit;
        if (!isDone)
        {
            // An interrupt, or a fault of IRET's own, came first. VTL0's flags are its own again, and IRET will end the run that comes to it.
            vmcb->Rflags = vtl->TrappedBefore ? vmcb->Rflags : vmcb->Rflags & ~TrapFlag;
            vmcb->Dr6 = before;
            return;
        }

        // The flags are those that IRET has loaded.
        vtl->NmiMasked = false;
        var hits = vmcb->Dr6 & Breakpoints;
        vmcb->Dr6 = before | hits | (vtl->TrappedBefore ? SingleStep : 0);
        vtl->StepTrapped = vmcb->ExitCode == DebugExit && hits == 0 && !vtl->TrappedBefore;
    }
}
