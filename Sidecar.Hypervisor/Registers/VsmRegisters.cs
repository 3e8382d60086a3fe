using Sidecar.Hypervisor.Hypercalls;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>
/// Virtual secure mode (TLFS, "VSM"): VTL2 above VTL0, without VTL1. Asked of VTL2; VTL0 sees its own status only, as the TLFS lets any VTL see its own.
/// </summary>
public static unsafe class VsmRegisters
{
    private const ushort Vtl0Bit = 1 << (int)Vtl.Vtl0;
    private const ushort Vtl2Bit = 1 << (int)Vtl.Vtl2;
    private const int VinaBits = 11;
    private const ulong VinaEnabled = 1 << 8;
    private const byte FirstVector = 16;

    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, out ulong value)
    {
        value = 0;
        switch (name)
        {
            case HvRegisterName.VsmVpStatus:
                value = new HvRegisterVsmVpStatus
                {
                    ActiveVtl = (byte)vp->ActiveVtl,
                    EnabledVtlSet = (ushort)((vp->Vtl0.Enabled ? Vtl0Bit : 0) | (vp->Vtl2.Enabled ? Vtl2Bit : 0)),
                }.Raw;
                return HvStatus.Success;

            case HvRegisterName.VsmPartitionStatus:
                value = new HvRegisterVsmPartitionStatus { EnabledVtlSet = Vtl0Bit | Vtl2Bit, MaximumVtl = (byte)Vtl.Vtl2 }.Raw;
                return HvStatus.Success;

            case HvRegisterName.VsmCodePageOffsets:
                value = new HvRegisterVsmCodePageOffsets { CallOffset = HypercallPage.VtlCallOffset, ReturnOffset = HypercallPage.VtlReturnOffset }.Raw;
                return HvStatus.Success;

            case HvRegisterName.VsmCapabilities:
                // DR6 is not shared, executing is one right for all privilege levels, and intercepts come on the assist page.
                value = new HvRegisterVsmCapabilities { InterceptPageAvailable = true }.Raw;
                return HvStatus.Success;

            case HvRegisterName.VsmPartitionConfig when vtl == Vtl.Vtl2:
                value = vp->Partition->VsmConfig;
                return HvStatus.Success;

            case HvRegisterName.VsmVpSecureConfigVtl0 when vtl == Vtl.Vtl2:
                value = vp->Vtl0.SecureConfig;
                return HvStatus.Success;

            case HvRegisterName.VsmVina when vtl == Vtl.Vtl2:
                value = vp->Vtl2.Vina;
                return HvStatus.Success;

            default:
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>Writes one.</summary>
    public static HvStatus Set(VirtualProcessor* vp, Vtl vtl, HvRegisterName name, ulong value)
    {
        if (vtl != Vtl.Vtl2)
        {
            return HvStatus.InvalidParameter;
        }

        switch (name)
        {
            case HvRegisterName.VsmPartitionConfig:
                if (!IsPartitionConfig(value, vp->Partition->VsmConfig))
                {
                    return HvStatus.InvalidRegisterValue;
                }

                vp->Partition->VsmConfig = value;
                return HvStatus.Success;

            case HvRegisterName.VsmVpSecureConfigVtl0:
                // Mode-based execution control, TLB lock and shadow stacks are not offered.
                return value == 0 ? HvStatus.Success : HvStatus.InvalidRegisterValue;

            case HvRegisterName.VsmVina:
                // VTL0's interrupts are the VMM's, so that none ever waits for a notification: what is set is kept.
                if (value >> VinaBits != 0 || ((value & VinaEnabled) != 0 && (byte)value < FirstVector))
                {
                    return HvStatus.InvalidRegisterValue;
                }

                vp->Vtl2.Vina = value;
                return HvStatus.Success;

            default:
                return HvStatus.InvalidParameter;
        }
    }

    /// <summary>
    /// What can be had: protection, which once on stays on; memory zeroed on reset, since there is none; the intercepts that are always on. VTL0 begins without a right to any page,
    /// so that the default mask is empty.
    /// </summary>
    private static bool IsPartitionConfig(ulong value, ulong present)
    {
        var allowed = new HvRegisterVsmPartitionConfig
        {
            EnableVtlProtection = true,
            ZeroMemoryOnReset = true,
            InterceptCpuidUnimplemented = true,
            InterceptUnrecoverableException = true,
            InterceptPage = true,
        };
        var wanted = new HvRegisterVsmPartitionConfig { Raw = value };
        return (value & ~allowed.Raw) == 0 && (wanted.EnableVtlProtection || !new HvRegisterVsmPartitionConfig { Raw = present }.EnableVtlProtection);
    }
}
