using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Msrs;

/// <summary>The MSRs of VTL2 that the hypervisor keeps for itself or serves: everything else VTL2 reads and writes in the CPU.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class Vtl2Msrs<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const uint FirstSynthetic = 0x4000_0000;
    private const uint LastSynthetic = 0x4000_ffff;
    private const uint InterruptCommand = X64Msr.X2ApicBase + 0x30;
    private const uint VariableRegisters = 16;

    /// <summary>RDMSR; false for #GP.</summary>
    public static bool TryRead(VirtualProcessor* vp, uint msr, out ulong value)
    {
        value = 0;
        switch (msr)
        {
            case >= FirstSynthetic and <= LastSynthetic:
                return SyntheticMsrs<TMachine>.TryRead(vp, msr, out value);

            case X64Msr.ApicBase:
            case InterruptCommand:
                value = TMachine.ReadMsr(msr);
                return true;

            default:
                var name = RegisterFor(msr);
                if (name == 0 || Registers<TMachine>.Get(vp, Vtl.Vtl2, name, out var register) != HvStatus.Success)
                {
                    return false;
                }

                value = register.Low;
                return true;
        }
    }

    /// <summary>WRMSR; false for #GP.</summary>
    public static bool TryWrite(VirtualProcessor* vp, uint msr, ulong value)
    {
        switch (msr)
        {
            case >= FirstSynthetic and <= LastSynthetic:
                return SyntheticMsrs<TMachine>.TryWrite(vp, msr, value);

            case X64Msr.ApicBase:
                // x2APIC mode is on and stays on: the hypervisor's own interrupts need it.
                return value == TMachine.ReadMsr(msr);

            case InterruptCommand:
                Processors<TMachine>.SendCommand(vp, value);
                return true;

            default:
                var name = RegisterFor(msr);
                return name != 0 && Registers<TMachine>.Set(vp, Vtl.Vtl2, name, HvRegisterValue.From(value)) == HvStatus.Success;
        }
    }

    /// <summary>The register that the hypercalls know an MSR by; 0 for one that VTL2 does not have.</summary>
    public static HvRegisterName RegisterFor(uint msr)
    {
        if (msr - X64Msr.MtrrPhysBase0 < VariableRegisters)
        {
            var first = (msr & 1) == 0 ? HvRegisterName.MsrMtrrPhysBase0 : HvRegisterName.MsrMtrrPhysMask0;
            return first + ((msr - X64Msr.MtrrPhysBase0) / 2);
        }

        return msr switch
        {
            X64Msr.Efer => HvRegisterName.Efer,
            X64Msr.Pat => HvRegisterName.Pat,
            X64Msr.MtrrCap => HvRegisterName.MsrMtrrCap,
            X64Msr.MtrrDefType => HvRegisterName.MsrMtrrDefType,
            X64Msr.MtrrFix64k00000 => HvRegisterName.MsrMtrrFix64k00000,
            X64Msr.MtrrFix16k80000 => HvRegisterName.MsrMtrrFix16k80000,
            X64Msr.MtrrFix16kA0000 => HvRegisterName.MsrMtrrFix16kA0000,
            >= X64Msr.MtrrFix4kC0000 and < X64Msr.MtrrFix4kC0000 + 8 => HvRegisterName.MsrMtrrFix4kC0000 + (msr - X64Msr.MtrrFix4kC0000),
            _ => 0,
        };
    }
}
