using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>
/// ES to GS, LDTR, TR, IDTR and GDTR, each VTL's own. Hidden parts are taken as they are, as VMRUN takes them; a base must be canonical. SS brings the privilege level. The four
/// attribute bits that no descriptor has in this place are dropped.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class SegmentRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out HvRegisterValue value)
    {
        value = default;
        var segment = Find(VirtualProcessor.StateOf(vp, vtl)->Vmcb, name);
        if (segment == null)
        {
            return HvStatus.InvalidParameter;
        }

        if (IsLoaded(name))
        {
            LoadedState<TMachine>.Fetch(vp, vtl);
        }

        value = IsTable(name)
            ? HvRegisterValue.From(new HvX64TableRegister { Limit = (ushort)segment->Limit, Base = segment->Base })
            : HvRegisterValue.From(segment->Tlfs);
        return HvStatus.Success;
    }

    /// <summary>Writes one.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, HvRegisterValue value)
    {
        var vmcb = VirtualProcessor.StateOf(vp, vtl)->Vmcb;
        var segment = Find(vmcb, name);
        if (segment == null)
        {
            return HvStatus.InvalidParameter;
        }

        var table = value.ToTable();
        var wanted = IsTable(name)
            ? new VmcbSegment { Limit = table.Limit, Base = table.Base }
            : new VmcbSegment { Tlfs = value.ToSegment() };
        if (!RegisterRules<TMachine>.IsCanonical(wanted.Base, vmcb->Cr4))
        {
            return HvStatus.InvalidRegisterValue;
        }

        if (name == HvRegisterName.Cs)
        {
            return ModeRegisters<TMachine>.TryCommit(vp, vtl, vmcb->Cr0, vmcb->Cr4, vmcb->Efer, wanted, vmcb->Rflags);
        }

        var loaded = IsLoaded(name);
        if (loaded)
        {
            LoadedState<TMachine>.Fetch(vp, vtl);
        }

        *segment = wanted;
        if (loaded)
        {
            LoadedState<TMachine>.Store(vp, vtl);
        }
        else if (name == HvRegisterName.Ss)
        {
            ModeRegisters<TMachine>.UpdatePrivilege(vmcb);
        }

        return HvStatus.Success;
    }

    private static VmcbSegment* Find(Vmcb* vmcb, HvRegisterName name) => name switch
    {
        // SAFETY: ES to GS lie one after the other in the VMCB, in the order of the names.
        >= HvRegisterName.Es and <= HvRegisterName.Gs => &vmcb->Es + (int)(name - HvRegisterName.Es),
        HvRegisterName.Ldtr => &vmcb->Ldtr,
        HvRegisterName.Tr => &vmcb->Tr,
        HvRegisterName.Idtr => &vmcb->Idtr,
        HvRegisterName.Gdtr => &vmcb->Gdtr,
        _ => null,
    };

    private static bool IsLoaded(HvRegisterName name) => name is >= HvRegisterName.Fs and <= HvRegisterName.Tr;

    private static bool IsTable(HvRegisterName name) => name is HvRegisterName.Idtr or HvRegisterName.Gdtr;
}
