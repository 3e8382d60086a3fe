using System.Threading;
using Sidecar.Hypervisor.Events;
using Sidecar.Hypervisor.Launch;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Registers;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Vp;

/// <summary>
/// From one VTL of a VP to the other (TLFS, "VTL call, return and entry"). General registers, x87 and SSE state, DR0 to DR3, XCR0 and MTRRs stay where they are, shared; CR2 moves
/// between the VMCBs; everything else is each VTL's own.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class VtlSwitch<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong AssistEnabled = 1;
    private const ulong PageMask = ~0xfffUL;

    /// <summary>All vectors but NMI's, which is none.</summary>
    private const uint AllExceptions = ~(1U << 2);

    /// <summary>Activity: waiting to be started, or halted.</summary>
    private const ulong Suspended = 3;

    /// <summary>Enters VTL2, whose assist page learns why. The general registers are VTL0's still, RAX and RCX included.</summary>
    /// <param name="vp">The VP, VTL0 active.</param>
    /// <param name="reason">Why.</param>
    /// <param name="message">The intercept, for that reason.</param>
    public static void EnterVtl2(VirtualProcessor* vp, HvVtlEntryReason reason, HvMessage* message)
    {
        SwitchTo(vp, Vtl.Vtl2);
        var assist = AssistPage(vp);
        if (assist != null)
        {
            // SAFETY: a page of the partition's memory, checked when it was enabled and now; VTL2's other CPUs may write it, which is their affair.
            assist->VtlControl.EntryReason = reason;
            if (reason == HvVtlEntryReason.INTERCEPT)
            {
                assist->InterceptMessage = *message;
            }
        }

        if ((vp->RegisterPage & 1) != 0)
        {
            RegisterPage<TMachine>.Fill(vp);
        }
    }

    /// <summary>Returns to VTL0 as VTL2 asked.</summary>
    /// <param name="vp">The VP, VTL2 active.</param>
    /// <param name="fast">Leave RAX and RCX as they are; otherwise they come from the assist page.</param>
    public static void ReturnToVtl0(VirtualProcessor* vp, bool fast)
    {
        var assist = AssistPage(vp);
        if (!fast && assist != null)
        {
            // SAFETY: as above; any value is good.
            vp->Gprs[0] = assist->VtlControl.Registers[0];
            vp->Gprs[1] = assist->VtlControl.Registers[1];
        }

        if ((vp->RegisterPage & 1) != 0)
        {
            RegisterPage<TMachine>.Apply(vp);
        }

        SwitchTo(vp, Vtl.Vtl0);
        vp->Vtl0.Started = true;
    }

    /// <summary>Makes VTL0, the active VTL, ready for VMRUN with what pends for it; or enters VTL2, which learns why not.</summary>
    public static void PrepareVtl0(VirtualProcessor* vp)
    {
        var check = Events<TMachine>.BeforeEntry(vp);
        if (check != EntryCheck.Enter)
        {
            HvMessage message;
            EntryMessage.Write(vp, check, &message);
            EnterVtl2(vp, HvVtlEntryReason.INTERCEPT, &message);
            return;
        }

        // A step over IRET ends before VTL0 could see anything of it: those that nobody wants are raised again.
        vp->Vtl0.Vmcb->InterceptExceptions = vp->Vtl0.SteppingIret ? AllExceptions : VmcbSetup.AlwaysWantedExceptions | Volatile.Read(ref vp->WantedExceptions);
        vp->Idling = (vp->Vtl0.Activity & Suspended) != 0;
        vp->CurrentVmcb = vp->Idling ? vp->IdleVmcb : vp->Vtl0.VmcbAddress;
    }

    /// <summary>Makes a VTL the active one, its private state in the CPU.</summary>
    public static void SwitchTo(VirtualProcessor* vp, Vtl vtl)
    {
        vp->Idling = false;
        var to = VirtualProcessor.StateOf(vp, vtl);
        vp->CurrentVmcb = to->VmcbAddress;
        if (vp->ActiveVtl != vtl)
        {
            to->Vmcb->Cr2 = VirtualProcessor.StateOf(vp, vp->ActiveVtl)->Vmcb->Cr2;
            vp->ActiveVtl = vtl;
        }

        if (vp->LoadedVtl == (byte)vtl)
        {
            return;
        }

        var from = VirtualProcessor.StateOf(vp, (Vtl)vp->LoadedVtl);
        TMachine.SaveToVmcb(from->VmcbAddress);
        TMachine.LoadFromVmcb(to->VmcbAddress);
        if (vp->Partition->HasTscAux)
        {
            from->TscAux = TMachine.ReadMsr(X64Msr.TscAux);
            TMachine.WriteMsr(X64Msr.TscAux, to->TscAux);
        }

        vp->LoadedVtl = (byte)vtl;
    }

    private static HvVpAssistPage* AssistPage(VirtualProcessor* vp)
        => (vp->Vtl2.AssistPage & AssistEnabled) == 0
            ? null
            : (HvVpAssistPage*)PartitionMemory<TMachine>.TryMap(vp->Partition, vp->Vtl2.AssistPage & PageMask, (ulong)sizeof(HvVpAssistPage));
}
