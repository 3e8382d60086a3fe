using Sidecar.Hypervisor.Events;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Registers;

/// <summary>The registers with which a VTL starts (HvCallEnableVpVtl, HvCallStartVirtualProcessor): those of the context, the rest as after reset.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class InitialContext<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Checks a context as <see cref="Registers{TMachine}.Set"/> checks its registers, and all of them together, and takes it over.</summary>
    /// <returns>Success, or InvalidRegisterValue; then nothing has changed.</returns>
    public static HvStatus Load(VirtualProcessor* vp, VtlState* vtl, in InitialVpContextX64 context)
    {
        if (!IsValid(context))
        {
            return HvStatus.InvalidRegisterValue;
        }

        var vmcb = vtl->Vmcb;
        ResetState.Apply(vmcb);
        vmcb->KernelGsBase = 0;
        vmcb->Star = 0;
        vmcb->Lstar = 0;
        vmcb->Cstar = 0;
        vmcb->Sfmask = 0;
        vmcb->SysenterCs = 0;
        vmcb->SysenterEip = 0;
        vmcb->SysenterEsp = 0;
        vmcb->Rip = context.Rip;
        vmcb->Rsp = context.Rsp;
        vmcb->Rflags = context.Rflags;
        vmcb->Cs.Tlfs = context.Cs;
        vmcb->Ds.Tlfs = context.Ds;
        vmcb->Es.Tlfs = context.Es;
        vmcb->Fs.Tlfs = context.Fs;
        vmcb->Gs.Tlfs = context.Gs;
        vmcb->Ss.Tlfs = context.Ss;
        vmcb->Tr.Tlfs = context.Tr;
        vmcb->Ldtr.Tlfs = context.Ldtr;
        vmcb->Idtr = new VmcbSegment { Base = context.Idtr.Base, Limit = context.Idtr.Limit };
        vmcb->Gdtr = new VmcbSegment { Base = context.Gdtr.Base, Limit = context.Gdtr.Limit };
        vmcb->Efer = RegisterRules<TMachine>.EferInVmcb(context.Efer, context.Cr0);
        vmcb->Cr0 = context.Cr0 | Cr0.Et;
        vmcb->Cr3 = context.Cr3;
        vmcb->Cr4 = context.Cr4;
        vmcb->Pat = context.MsrCrPat;
        ModeRegisters<TMachine>.UpdatePrivilege(vmcb);
        PendingInterruption.Clear(vtl);
        vtl->PendingEvent = default;
        vtl->Notifications = default;
        vtl->NmiMasked = false;
        vp->FlushNext = TlbControl.Everything;
        LoadedState<TMachine>.Store(vp, vtl == &vp->Vtl2 ? Vtl.Vtl2 : Vtl.Vtl0);
        return HvStatus.Success;
    }

    private static bool IsValid(in InitialVpContextX64 context)
    {
        var cr4 = context.Cr4;
        var code = new VmcbSegment { Tlfs = context.Cs };
        return RegisterRules<TMachine>.IsCr0(context.Cr0)
            && RegisterRules<TMachine>.IsCr3(context.Cr3)
            && RegisterRules<TMachine>.IsCr4(cr4)
            && RegisterRules<TMachine>.IsEfer(context.Efer)
            && RegisterRules<TMachine>.IsRflags(context.Rflags)
            && RegisterRules<TMachine>.IsPat(context.MsrCrPat)
            && RegisterRules<TMachine>.AgreeTogether(context.Cr0, cr4, context.Efer, code.Attributes, context.Rflags)
            && RegisterRules<TMachine>.IsCanonical(context.Rip, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Cs.Base, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Ds.Base, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Es.Base, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Fs.Base, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Gs.Base, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Ss.Base, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Tr.Base, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Ldtr.Base, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Idtr.Base, cr4)
            && RegisterRules<TMachine>.IsCanonical(context.Gdtr.Base, cr4);
    }
}
