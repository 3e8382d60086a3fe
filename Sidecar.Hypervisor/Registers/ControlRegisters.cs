using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Registers;

/// <summary>CR0, CR3, CR4 and CR8, each VTL's own; CR2 and XCR0 (XFEM), shared. The intermediate registers are the registers themselves: no write is ever half done here.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class ControlRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out ulong value)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        switch (name)
        {
            case HvRegisterName.Cr0 or HvRegisterName.IntermediateCr0:
                value = vmcb->Cr0;
                return HvStatus.Success;

            case HvRegisterName.Cr2:
                value = VirtualProcessor.StateOf(vp, vp->ActiveVtl)->Vmcb->Cr2;
                return HvStatus.Success;

            case HvRegisterName.Cr3 or HvRegisterName.IntermediateCr3:
                value = vmcb->Cr3;
                return HvStatus.Success;

            case HvRegisterName.Cr4 or HvRegisterName.IntermediateCr4:
                value = vmcb->Cr4;
                return HvStatus.Success;

            case HvRegisterName.Cr8 or HvRegisterName.IntermediateCr8:
                value = TaskPriority<TMachine>.Get(vmcb);
                return HvStatus.Success;

            case HvRegisterName.Xfem:
                value = TMachine.ReadXcr0();
                return HvStatus.Success;

            default:
                value = 0;
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>Writes one. A change of address space makes the CPU forget what it has translated.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, ulong value)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        switch (name)
        {
            case HvRegisterName.Cr0 or HvRegisterName.IntermediateCr0:
                vp->FlushNext = TlbControl.Everything;
                return ModeRegisters<TMachine>.TryCommit(vp, vtl, value | Cr0.Et, vmcb->Cr4, vmcb->Efer, vmcb->Cs, vmcb->Rflags);

            case HvRegisterName.Cr2:
                VirtualProcessor.StateOf(vp, vp->ActiveVtl)->Vmcb->Cr2 = value;
                return HvStatus.Success;

            case HvRegisterName.Cr3 or HvRegisterName.IntermediateCr3:
                if (!RegisterRules<TMachine>.IsCr3(value))
                {
                    return HvStatus.InvalidRegisterValue;
                }

                vmcb->Cr3 = value;
                vp->FlushNext = TlbControl.Everything;
                return HvStatus.Success;

            case HvRegisterName.Cr4 or HvRegisterName.IntermediateCr4:
                vp->FlushNext = TlbControl.Everything;
                return ModeRegisters<TMachine>.TryCommit(vp, vtl, vmcb->Cr0, value, vmcb->Efer, vmcb->Cs, vmcb->Rflags);

            case HvRegisterName.Cr8 or HvRegisterName.IntermediateCr8:
                return TaskPriority<TMachine>.TrySet(vmcb, value) ? HvStatus.Success : HvStatus.InvalidRegisterValue;

            case HvRegisterName.Xfem:
                return RegisterRules<TMachine>.IsXcr0(value) && TMachine.TryWriteXcr0(value) ? HvStatus.Success : HvStatus.InvalidRegisterValue;

            default:
                return HvStatus.InvalidParameter;
        }
    }
}
