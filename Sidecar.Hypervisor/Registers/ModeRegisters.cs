using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Registers;

/// <summary>CR0, CR4, EFER, CS and RFLAGS, which together say what mode the VTL is in.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class ModeRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong VirtualMode = 1UL << 17;
    private const int PrivilegeShift = 5;
    private const byte Lowest = 3;

    /// <summary>Takes over all five if each is good by itself and, for VTL2 and for a VTL's own writes, all of them together.</summary>
    /// <returns>Success or InvalidRegisterValue.</returns>
    public static HvStatus TryCommit(VirtualProcessor* vp, Vtl vtl, ulong cr0, ulong cr4, ulong efer, VmcbSegment code, ulong rflags)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;

        // What the VMCB has already was good when it came there, or is the CPU's own.
        if ((cr0 != vmcb->Cr0 && !RegisterRules<TMachine>.IsCr0(cr0))
            || (cr4 != vmcb->Cr4 && !RegisterRules<TMachine>.IsCr4(cr4))
            || (efer != vmcb->Efer && !RegisterRules<TMachine>.IsEfer(efer & ~Efer.Svme))
            || (rflags != vmcb->Rflags && !RegisterRules<TMachine>.IsRflags(rflags)))
        {
            return HvStatus.InvalidRegisterValue;
        }

        var mustAgree = vtl == Vtl.Vtl2 || vtl == vp->ActiveVtl;
        if (mustAgree && !RegisterRules<TMachine>.AgreeTogether(cr0, cr4, efer, code.Attributes, rflags))
        {
            return HvStatus.InvalidRegisterValue;
        }

        vmcb->Cr0 = cr0 | Cr0.Et;
        vmcb->Cr4 = cr4;
        vmcb->Efer = RegisterRules<TMachine>.EferInVmcb(efer, cr0);
        vmcb->Cs = code;
        vmcb->Rflags = rflags;
        UpdatePrivilege(vmcb);
        return HvStatus.Success;
    }

    /// <summary>The current privilege level, which the VMCB has apart: that of SS, but for modes without any.</summary>
    public static void UpdatePrivilege(Vmcb* vmcb)
    {
        if ((vmcb->Cr0 & Cr0.Pe) == 0)
        {
            vmcb->Cpl = 0;
        }
        else
        {
            vmcb->Cpl = (vmcb->Rflags & VirtualMode) != 0 ? Lowest : (byte)((vmcb->Ss.Attributes >> PrivilegeShift) & Lowest);
        }
    }
}
