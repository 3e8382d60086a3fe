using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Registers;

/// <summary>The MTRRs, shared by the VTLs (AMD APM volume 2, 7.7). There are eight variable ranges; the names of eight more are names of nothing.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class MtrrRegisters<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const uint Variable = 8;

    /// <summary>Eight variable ranges, fixed ranges, write combining.</summary>
    private const ulong Capabilities = 0x508;

    private const ulong TypeField = 0xff;

    /// <summary>Bits 10 and 11: fixed ranges on, all of them on.</summary>
    private const ulong DefaultEnables = 0xc00;

    private const ulong BaseReserved = 0xf00;
    private const ulong MaskReserved = 0x7ff;

    /// <summary>Whether a name is one of an MTRR, present or not.</summary>
    public static bool Contains(HvRegisterName name) => name is >= HvRegisterName.MsrMtrrCap and <= HvRegisterName.MsrMtrrFix4kF8000;

    /// <summary>Reads one.</summary>
    public static HvStatus Get(VirtualProcessor* vp, HvRegisterName name, out ulong value)
    {
        if (name == HvRegisterName.MsrMtrrCap)
        {
            value = Capabilities;
            return HvStatus.Success;
        }

        var register = Find(vp, name);
        value = register == null ? 0 : *register;
        return register == null ? HvStatus.InvalidParameter : HvStatus.Success;
    }

    /// <summary>Writes one.</summary>
    public static HvStatus Set(VirtualProcessor* vp, HvRegisterName name, ulong value)
    {
        var register = Find(vp, name);
        if (register == null)
        {
            return HvStatus.InvalidParameter;
        }

        if (!IsValid(name, value))
        {
            return HvStatus.InvalidRegisterValue;
        }

        *register = value;
        return HvStatus.Success;
    }

    private static bool IsValid(HvRegisterName name, ulong value) => name switch
    {
        HvRegisterName.MsrMtrrDefType => IsType((byte)value) && (value & ~(TypeField | DefaultEnables)) == 0,
        < HvRegisterName.MsrMtrrPhysMask0 => IsType((byte)value) && (value & BaseReserved) == 0 && RegisterRules<TMachine>.IsPhysical(value),
        < HvRegisterName.MsrMtrrFix64k00000 => (value & MaskReserved) == 0 && RegisterRules<TMachine>.IsPhysical(value),
        _ => AreTypes(value),
    };

    private static bool AreTypes(ulong value)
    {
        for (var i = 0; i < 8; i++)
        {
            if (!IsType((byte)(value >> (8 * i))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>UC, WC, WT, WP or WB.</summary>
    private static bool IsType(byte type) => type is 0 or 1 or 4 or 5 or 6;

    private static ulong* Find(VirtualProcessor* vp, HvRegisterName name)
    {
        // SAFETY: the VP is in memory that does not move, and each index is below the length of its array.
        return name switch
        {
            HvRegisterName.MsrMtrrDefType => &vp->Mtrrs.DefaultType,
            >= HvRegisterName.MsrMtrrPhysBase0 and < HvRegisterName.MsrMtrrPhysBase0 + Variable => (ulong*)&vp->Mtrrs.Base + (name - HvRegisterName.MsrMtrrPhysBase0),
            >= HvRegisterName.MsrMtrrPhysMask0 and < HvRegisterName.MsrMtrrPhysMask0 + Variable => (ulong*)&vp->Mtrrs.Mask + (name - HvRegisterName.MsrMtrrPhysMask0),
            >= HvRegisterName.MsrMtrrFix64k00000 and <= HvRegisterName.MsrMtrrFix4kF8000 => (ulong*)&vp->Mtrrs.Fixed + (name - HvRegisterName.MsrMtrrFix64k00000),
            _ => null,
        };
    }
}
