using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Msrs;

/// <summary>The MSRs of VTL0 that are its own and served here, with the checks that the CPU has for them. All others are VTL2's.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class Vtl0Msrs<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>The register that an MSR is; 0 for one that is not served here.</summary>
    public static HvRegisterName RegisterFor(uint msr) => msr switch
    {
        X64Msr.Tsc => HvRegisterName.Tsc,
        X64Msr.TscAux => HvRegisterName.TscAux,
        _ => Vtl2Msrs<TMachine>.RegisterFor(msr),
    };

    /// <summary>RDMSR into RDX:RAX; false for #GP.</summary>
    public static bool TryRead(VirtualProcessor* vp, HvRegisterName name)
    {
        if (Registers<TMachine>.Get(vp, Vtl.Vtl0, name, out var value) != HvStatus.Success)
        {
            return false;
        }

        vp->Gprs[0] = (uint)value.Low;
        vp->Gprs[2] = value.Low >> 32;
        return true;
    }

    /// <summary>WRMSR of EDX:EAX; false for #GP.</summary>
    public static bool TryWrite(VirtualProcessor* vp, HvRegisterName name)
        => Registers<TMachine>.Set(vp, Vtl.Vtl0, name, HvRegisterValue.From((uint)vp->Gprs[0] | (vp->Gprs[2] << 32))) == HvStatus.Success;
}
