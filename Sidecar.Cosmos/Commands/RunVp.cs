using Sidecar.Cosmos.Hypercalls;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Commands;

/// <summary>RUN_VP: the guest runs in VTL0 on this CPU until it needs VTL2 or the host asks it to stop.</summary>
public static unsafe class RunVp<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>
    /// Runs the guest. The response says whether an intercept message was left on the command page. A stop, seen before or between entries, ends the command
    /// without one.
    /// </summary>
    public static void Execute(VpGlobals* vp, CommandPage* page)
    {
        if (!vp->OverlaysMapped)
        {
            MapOverlays(vp);
        }

        // SAFETY: the assist page is this VP's own; the hypervisor writes it only while VTL0 runs.
        var assist = (HvVpAssistPage*)TMachine.At(AddressSpace.Slot(AddressSpace.AssistPageSlot));
        var intercept = false;
        while (TMachine.Load(ref *vp->Status) == (byte)CpuStatus.RUN)
        {
            var context = &page->CpuContext;
            assist->VtlControl.Registers[0] = context->Gps[CpuContextX64.RAX];
            assist->VtlControl.Registers[1] = context->Gps[CpuContextX64.RCX];
            if (!TMachine.ReturnToLowerVtl(context, assist, vp->Status))
            {
                CommandFailure.Set(vp, page, "RUN_VP: the CPU refuses cpu_context.fx_state (reserved bits in MXCSR)"u8);
                return;
            }

            var reason = assist->VtlControl.EntryReason;
            if (reason == HvVtlEntryReason.INTERCEPT)
            {
                page->InterceptMessage = assist->InterceptMessage;
                intercept = true;
                break;
            }

            if (reason != HvVtlEntryReason.INTERRUPT)
            {
                RejectReason(vp, page, reason);
                return;
            }

            if (TMachine.Load(ref *vp->Status) != (byte)CpuStatus.RUN)
            {
                // Whatever pends is taken when the VP waits.
                break;
            }

            // The interrupt is still pending here: without the window it would end every further entry at once. The status is looked at once more after it, for it may be a stop's.
            TMachine.OpenInterruptWindow();
        }

        page->RunResponse.Intercept = intercept ? (byte)1 : (byte)0;
    }

    /// <summary>Takes back what <see cref="MapOverlays"/> gave to the hypervisor; only after it did.</summary>
    public static void UnmapOverlays(VpGlobals* vp)
    {
        TMachine.WriteMsr(HvX64Msr.VpAssistPage, 0);
        if (vp->RegisterPageMapped)
        {
            Hypercall<TMachine>.SetRegister(vp, HvRegisterName.RegisterPage, 0);
            vp->RegisterPageMapped = false;
        }

        vp->OverlaysMapped = false;
    }

    /// <summary>
    /// Gives assist page and register page to the hypervisor, at the first run and not at start: nothing else needs them, and Hyper-V does not take them
    /// reliably while other VPs are starting. A hypervisor without a register page leaves it invalid, and the VMM reads registers by command.
    /// </summary>
    private static void MapOverlays(VpGlobals* vp)
    {
        TMachine.WriteMsr(HvX64Msr.VpAssistPage, vp->AssistPage | 1);
        vp->RegisterPageMapped = Hypercall<TMachine>.SetRegister(vp, HvRegisterName.RegisterPage, vp->RegisterPage | 1) == HvStatus.Success;
        vp->OverlaysMapped = true;
    }

    private static void RejectReason(VpGlobals* vp, CommandPage* page, HvVtlEntryReason reason)
    {
        var text = new Utf8Writer(stackalloc byte[CommandFailure.Capacity]);
        text.Write("RUN_VP: unexpected VTL entry reason "u8);
        text.WriteDecimal((uint)reason);
        CommandFailure.Set(vp, page, text.Written);
    }
}
