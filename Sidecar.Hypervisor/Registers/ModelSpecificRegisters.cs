using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Registers;

/// <summary>MSRs that each VTL has for itself, and the APIC id a VP began with.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class ModelSpecificRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out ulong value)
    {
        var state = VirtualProcessor.StateOf(vp, vtl);
        var loaded = FindLoaded(state->Vmcb, name);
        if (loaded != null)
        {
            LoadedState<TMachine>.Fetch(vp, vtl);
            value = *loaded;
            return HvStatus.Success;
        }

        switch (name)
        {
            case HvRegisterName.Tsc:
                value = TMachine.Timestamp + state->Vmcb->TscOffset;
                return HvStatus.Success;

            case HvRegisterName.Efer:
                value = state->Vmcb->Efer & ~Efer.Svme;
                return HvStatus.Success;

            case HvRegisterName.Pat:
                value = state->Vmcb->Pat;
                return HvStatus.Success;

            case HvRegisterName.InitialApicId:
                value = vp->ApicId;
                return HvStatus.Success;

            case HvRegisterName.ApicBase:
                value = GetApicBase(vp, vtl);
                return HvStatus.Success;

            case HvRegisterName.TscAux when vp->Partition->HasTscAux:
                value = vp->LoadedVtl == (byte)vtl ? TMachine.ReadMsr(X64Msr.TscAux) : state->TscAux;
                return HvStatus.Success;

            default:
                value = 0;
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>Writes one.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, ulong value)
    {
        var state = VirtualProcessor.StateOf(vp, vtl);
        var vmcb = state->Vmcb;
        var loaded = FindLoaded(vmcb, name);
        if (loaded != null)
        {
            if (!IsLoadedValue(name, value, vmcb->Cr4))
            {
                return HvStatus.InvalidRegisterValue;
            }

            LoadedState<TMachine>.Fetch(vp, vtl);
            *loaded = value;
            LoadedState<TMachine>.Store(vp, vtl);
            return HvStatus.Success;
        }

        switch (name)
        {
            case HvRegisterName.Tsc:
                vmcb->TscOffset = value - TMachine.Timestamp;
                return HvStatus.Success;

            case HvRegisterName.Efer:
                return SetEfer(vp, vtl, value);

            case HvRegisterName.Pat when RegisterRules<TMachine>.IsPat(value):
                vmcb->Pat = value;
                vp->FlushNext = TlbControl.Everything;
                return HvStatus.Success;

            case HvRegisterName.ApicBase:
                return SetApicBase(vp, vtl, value);

            case HvRegisterName.TscAux when vp->Partition->HasTscAux && value <= uint.MaxValue:
                if (vp->LoadedVtl == (byte)vtl)
                {
                    TMachine.WriteMsr(X64Msr.TscAux, value);
                }

                state->TscAux = value;
                return HvStatus.Success;

            case HvRegisterName.Pat:
            case HvRegisterName.TscAux when vp->Partition->HasTscAux:
                return HvStatus.InvalidRegisterValue;

            default:
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>EFER. A VTL that writes its own does not leave or enter long mode while it translates addresses, as the CPU would not let it.</summary>
    private static HvStatus SetEfer(VirtualProcessor* vp, Vtl vtl, ulong value)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        if ((value & Efer.Svme) != 0
            || (vtl == vp->ActiveVtl && (vmcb->Cr0 & Cr0.Pg) != 0 && ((value ^ vmcb->Efer) & Efer.Lme) != 0))
        {
            return HvStatus.InvalidRegisterValue;
        }

        vp->FlushNext = TlbControl.Everything;
        return ModeRegisters<TMachine>.TryCommit(vp, vtl, vmcb->Cr0, vmcb->Cr4, RegisterRules<TMachine>.EferInVmcb(value, vmcb->Cr0), vmcb->Cs, vmcb->Rflags);
    }

    /// <summary>VTL2's is the CPU's. VTL0's has nothing behind it, for its APIC is the VMM's: it is kept for whoever saves and restores it.</summary>
    private static ulong GetApicBase(VirtualProcessor* vp, Vtl vtl)
    {
        if (vtl == Vtl.Vtl2)
        {
            return TMachine.ReadMsr(X64Msr.ApicBase);
        }

        return vp->Vtl0.ApicBase != 0 ? vp->Vtl0.ApicBase : new ApicBase { BasePage = 0xfee00, Enable = true, Bsp = vp->Index == 0 }.Raw;
    }

    /// <summary>VTL2's stays as it is: x2APIC mode is on, and the hypervisor's own interrupts need it.</summary>
    private static HvStatus SetApicBase(VirtualProcessor* vp, Vtl vtl, ulong value)
    {
        if (vtl == Vtl.Vtl2)
        {
            return value == TMachine.ReadMsr(X64Msr.ApicBase) ? HvStatus.Success : HvStatus.InvalidRegisterValue;
        }

        var parts = new ApicBase { Raw = value };
        if (value == 0 || parts.Reserved != 0 || parts.Reserved2 || (parts.X2apic && !parts.Enable) || !RegisterRules<TMachine>.IsPhysical(value))
        {
            return HvStatus.InvalidRegisterValue;
        }

        vp->Vtl0.ApicBase = value;
        return HvStatus.Success;
    }

    private static bool IsLoadedValue(HvRegisterName name, ulong value, ulong cr4) => name switch
    {
        HvRegisterName.Star => true,
        HvRegisterName.Sfmask or HvRegisterName.SysenterCs => value <= uint.MaxValue,
        _ => RegisterRules<TMachine>.IsCanonical(value, cr4),
    };

    private static ulong* FindLoaded(Vmcb* vmcb, HvRegisterName name) => name switch
    {
        HvRegisterName.KernelGsBase => &vmcb->KernelGsBase,
        HvRegisterName.SysenterCs => &vmcb->SysenterCs,
        HvRegisterName.SysenterEip => &vmcb->SysenterEip,
        HvRegisterName.SysenterEsp => &vmcb->SysenterEsp,
        HvRegisterName.Star => &vmcb->Star,
        HvRegisterName.Lstar => &vmcb->Lstar,
        HvRegisterName.Cstar => &vmcb->Cstar,
        HvRegisterName.Sfmask => &vmcb->Sfmask,
        _ => null,
    };
}
