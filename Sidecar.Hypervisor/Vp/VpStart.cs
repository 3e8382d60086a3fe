using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Svm;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Vp;

/// <summary>How VTL2 of a VP begins: by hypercall, or by INIT and a start-up interrupt. All of it runs on the VP's own CPU.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class VpStart<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong WaitingForStartUp = 1;
    private const ushort RealModeCode = 0x9b;
    private const uint RealModeLimit = 0xffff;

    /// <summary>HvCallEnableVpVtl. The context is the one that VTL2 starts with, unless the start brings its own.</summary>
    public static HvStatus Enable(VirtualProcessor* vp, in InitialVpContextX64 context)
    {
        if (vp->Vtl2.Enabled)
        {
            return HvStatus.VtlAlreadyEnabled;
        }

        var status = InitialContext<TMachine>.Load(vp, &vp->Vtl2, context);
        vp->Vtl2.Enabled = status == HvStatus.Success;
        return status;
    }

    /// <summary>HvCallStartVirtualProcessor: only a VP that does not run, whether never started or stopped by INIT.</summary>
    public static HvStatus Start(VirtualProcessor* vp, in InitialVpContextX64 context)
    {
        if (!vp->Vtl2.Enabled)
        {
            return HvStatus.InvalidVtlState;
        }

        if (vp->Vtl2.Started)
        {
            return HvStatus.InvalidVpState;
        }

        var status = InitialContext<TMachine>.Load(vp, &vp->Vtl2, context);
        if (status == HvStatus.Success)
        {
            Begin(vp);
        }

        return status;
    }

    /// <summary>INIT: VTL2 stops and waits for a start-up interrupt or a start by hypercall. VTL0's state stays as it is. Enables VTL2 where nobody has, as a kernel that knows no TLFS expects.</summary>
    public static void Init(VirtualProcessor* vp)
    {
        VtlSwitch<TMachine>.SwitchTo(vp, Vtl.Vtl2);
        ResetState.Apply(vp->Vtl2.Vmcb);
        TMachine.LoadFromVmcb(vp->Vtl2.VmcbAddress);
        vp->Vtl2.Enabled = true;
        vp->Vtl2.Started = false;
        vp->Vtl2.Activity = WaitingForStartUp;

        // VTL2's translations so far are of page tables that it has no longer.
        vp->FlushNext = TlbControl.Everything;
    }

    /// <summary>A start-up interrupt: real mode at the vector's page, if INIT came before; otherwise nothing.</summary>
    public static void StartUp(VirtualProcessor* vp, byte vector)
    {
        if (vp->Vtl2.Started || (vp->Vtl2.Activity & WaitingForStartUp) == 0)
        {
            return;
        }

        vp->Vtl2.Vmcb->Cs = new VmcbSegment { Selector = (ushort)(vector << 8), Attributes = RealModeCode, Limit = RealModeLimit, Base = (ulong)vector << 12 };
        vp->Vtl2.Vmcb->Rip = 0;
        Begin(vp);
    }

    private static void Begin(VirtualProcessor* vp)
    {
        VtlSwitch<TMachine>.SwitchTo(vp, Vtl.Vtl2);
        TMachine.LoadFromVmcb(vp->Vtl2.VmcbAddress);
        vp->Vtl2.Started = true;
        vp->Vtl2.Activity = 0;
        vp->NmiWaits = false;
        vp->Gprs = default;
    }
}
