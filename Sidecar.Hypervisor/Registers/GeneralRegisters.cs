using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>RAX to R15, shared by the VTLs but for RSP; RIP and RFLAGS.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class GeneralRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out ulong value)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        switch (name)
        {
            case HvRegisterName.Rsp:
                value = vmcb->Rsp;
                return HvStatus.Success;

            case HvRegisterName.Rip:
                value = vmcb->Rip;
                return HvStatus.Success;

            case HvRegisterName.Rflags:
                value = vmcb->Rflags;
                return HvStatus.Success;

            case <= HvRegisterName.R15:
                value = vp->Gprs[(int)(name - HvRegisterName.Rax)];
                return HvStatus.Success;

            default:
                value = 0;
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>Writes one.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, ulong value)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        switch (name)
        {
            case HvRegisterName.Rsp:
                vmcb->Rsp = value;
                return HvStatus.Success;

            case HvRegisterName.Rip:
                if (!RegisterRules<TMachine>.IsCanonical(value, vmcb->Cr4))
                {
                    return HvStatus.InvalidRegisterValue;
                }

                vmcb->Rip = value;
                return HvStatus.Success;

            case HvRegisterName.Rflags:
                return ModeRegisters<TMachine>.TryCommit(vp, vtl, vmcb->Cr0, vmcb->Cr4, vmcb->Efer, vmcb->Cs, value);

            case <= HvRegisterName.R15:
                vp->Gprs[(int)(name - HvRegisterName.Rax)] = value;
                return HvStatus.Success;

            default:
                return HvStatus.InvalidParameter;
        }
    }
}
