using System.Threading;
using Sidecar.Hypervisor.Events;
using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Run;

/// <summary>The two halves of a VP's life around VMRUN; the assembler between them moves registers only.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class RunLoop<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Before VMRUN: does what others asked for, waits while the VP is stopped, chooses the VMCB.</summary>
    public static void Prepare(VirtualProcessor* vp)
    {
        while (true)
        {
            // From here on whoever changes page tables sends an NMI and waits; before, the generation below tells.
            Interlocked.Exchange(ref vp->Mailbox.InGuest, 1u);
            if (Volatile.Read(ref vp->Mailbox.Requests) == 0 && vp->Vtl2.Started)
            {
                break;
            }

            Volatile.Write(ref vp->Mailbox.InGuest, 0);
            Serve(vp);
            if (!vp->Vtl2.Started && Volatile.Read(ref vp->Mailbox.Requests) == 0)
            {
                TMachine.WaitForNmi();
                Processors<TMachine>.WasKick(vp);
            }
        }

        var generation = Volatile.Read(ref vp->Partition->Generation);
        if (generation != vp->Mailbox.FlushedGeneration)
        {
            Volatile.Write(ref vp->Mailbox.FlushedGeneration, generation);
            vp->FlushNext = TlbControl.Everything;
        }

        if (vp->ActiveVtl == Vtl.Vtl0)
        {
            VtlSwitch<TMachine>.PrepareVtl0(vp);
        }

        if (vp->ActiveVtl == Vtl.Vtl2)
        {
            Vtl2Exits<TMachine>.DeliverNmi(vp);
        }

        if (!vp->Idling)
        {
            var vmcb = VirtualProcessor.StateOf(vp, vp->ActiveVtl)->Vmcb;
            vmcb->TlbControl = vp->FlushNext;
            vmcb->Rax = vp->Gprs[0];
            vp->FlushNext = TlbControl.Nothing;
        }
    }

    /// <summary>After the exit.</summary>
    public static void Handle(VirtualProcessor* vp)
    {
        Volatile.Write(ref vp->Mailbox.InGuest, 0);
        if (vp->Idling)
        {
            HandleIdle(vp);
            return;
        }

        var vmcb = VirtualProcessor.StateOf(vp, vp->ActiveVtl)->Vmcb;
        vp->Gprs[0] = vmcb->Rax;
        if (vp->ActiveVtl == Vtl.Vtl2)
        {
            Finish(vp, Vtl2Exits<TMachine>.Handle(vp), null);
            return;
        }

        Events<TMachine>.AfterExit(vp);
        if (vmcb->ExitCode == ExitCode.Nmi)
        {
            HandleNmi(vp);
            return;
        }

        HvMessage message = default;
        Finish(vp, Vtl0Exits<TMachine>.Handle(vp, &message), &message);
    }

    private static void Finish(VirtualProcessor* vp, ExitOutcome outcome, HvMessage* message)
    {
        switch (outcome)
        {
            case ExitOutcome.Intercept:
                VtlSwitch<TMachine>.EnterVtl2(vp, HvVtlEntryReason.INTERCEPT, message);
                break;

            case ExitOutcome.Interrupt:
                VtlSwitch<TMachine>.EnterVtl2(vp, HvVtlEntryReason.INTERRUPT, null);
                break;

            case ExitOutcome.VtlCall:
                VtlSwitch<TMachine>.EnterVtl2(vp, HvVtlEntryReason.VTL_CALL, null);
                break;

            case ExitOutcome.VtlReturn:
                VtlSwitch<TMachine>.ReturnToVtl0(vp, vp->FastReturn);
                break;

            case ExitOutcome.Stop:
                vp->Vtl2.Started = false;
                if (vp->Index == 0)
                {
                    // The host kernel is gone: nobody is left to say so.
                    TMachine.Fail();
                }

                break;
        }
    }

    private static void Serve(VirtualProcessor* vp)
    {
        Processors<TMachine>.ServeCall(vp);
        var requests = Interlocked.And(ref vp->Mailbox.Requests, RequestFlags.Call);
        if ((requests & RequestFlags.Init) != 0)
        {
            VpStart<TMachine>.Init(vp);
        }

        if ((requests & RequestFlags.StartUp) != 0)
        {
            VpStart<TMachine>.StartUp(vp, (byte)Volatile.Read(ref vp->Mailbox.StartUpVector));
        }

        if ((requests & RequestFlags.Nmi) != 0 && vp->Vtl2.Started)
        {
            if (vp->ActiveVtl != Vtl.Vtl2)
            {
                VtlSwitch<TMachine>.EnterVtl2(vp, HvVtlEntryReason.INTERRUPT, null);
            }

            Vtl2Exits<TMachine>.InjectNmi(vp);
        }
    }

    /// <summary>VTL0 waits, and something came: an interrupt, which is VTL2's, or an NMI.</summary>
    private static void HandleIdle(VirtualProcessor* vp)
    {
        // SAFETY: the idle VMCB is a page of the hypervisor's own.
        if (((Vmcb*)TMachine.Physical(vp->IdleVmcb))->ExitCode == ExitCode.Nmi)
        {
            HandleNmi(vp);
        }
        else
        {
            VtlSwitch<TMachine>.EnterVtl2(vp, HvVtlEntryReason.INTERRUPT, null);
        }
    }

    /// <summary>An NMI while VTL0 runs or waits: a request of another CPU, seen to before the next entry, or the platform's, which is VTL2's.</summary>
    private static void HandleNmi(VirtualProcessor* vp)
    {
        TMachine.TakeNmi();
        if (!Processors<TMachine>.WasKick(vp))
        {
            VtlSwitch<TMachine>.EnterVtl2(vp, HvVtlEntryReason.INTERRUPT, null);
            Vtl2Exits<TMachine>.InjectNmi(vp);
        }
    }
}
