using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Msrs;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>
/// Registers that are synthetic MSRs as well, and the register page. VTL2's are the hypervisor's; VTL0's whole synthetic surface is the VMM's, so that VTL0 has none of them here
/// but its number and the time, which all VTLs share.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class SyntheticRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out ulong value)
    {
        value = 0;
        if (name == HvRegisterName.RegisterPage && vtl == Vtl.Vtl2)
        {
            value = vp->RegisterPage;
            return HvStatus.Success;
        }

        var msr = MsrFor(vtl, name);
        return msr != 0 && SyntheticMsrs<TMachine>.TryRead(vp, msr, out value) ? HvStatus.Success : HvStatus.InvalidParameter;
    }

    /// <summary>Writes one, as a write to its MSR.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, ulong value)
    {
        if (name == HvRegisterName.RegisterPage && vtl == Vtl.Vtl2)
        {
            return RegisterPage<TMachine>.TryPlace(vp, value) ? HvStatus.Success : HvStatus.InvalidRegisterValue;
        }

        var msr = MsrFor(vtl, name);
        if (msr is 0 or HvX64Msr.VpIndex or HvX64Msr.TimeRefCount)
        {
            return HvStatus.InvalidParameter;
        }

        return SyntheticMsrs<TMachine>.TryWrite(vp, msr, value) ? HvStatus.Success : HvStatus.InvalidRegisterValue;
    }

    private static uint MsrFor(Vtl vtl, HvRegisterName name) => name switch
    {
        HvRegisterName.VpIndex => HvX64Msr.VpIndex,
        HvRegisterName.TimeRefCount => HvX64Msr.TimeRefCount,
        _ when vtl != Vtl.Vtl2 => 0,
        HvRegisterName.GuestOsId => HvX64Msr.GuestOsId,
        HvRegisterName.Hypercall => HvX64Msr.Hypercall,
        HvRegisterName.VpAssistPage => HvX64Msr.VpAssistPage,
        HvRegisterName.ReferenceTsc => HvX64Msr.ReferenceTsc,
        _ => 0,
    };
}
