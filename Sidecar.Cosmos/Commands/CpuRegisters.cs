using System.Runtime.CompilerServices;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Cosmos.Commands;

/// <summary>
/// Registers that all VTLs of a VP share and that the kernel therefore reads and writes on the CPU itself: debug registers and MTRRs (TLFS, "Private state"
/// lists what is not shared).
/// </summary>
public static class CpuRegisters<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Variable-range MTRRs that have register names served here.</summary>
    private const uint VariableRanges = 8;

    /// <summary>Whether <paramref name="name"/> is served on the CPU.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(HvRegisterName name) => MayContain(name) && (DebugRegister(name) >= 0 || MtrrFor(name) != 0);

    /// <summary>Whether it is a debug register's name or in the range of the MTRRs': no for nearly all that are asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayContain(HvRegisterName name)
        => (uint)name - (uint)HvRegisterName.Dr0 <= HvRegisterName.Dr7 - HvRegisterName.Dr0
            || (uint)name - (uint)HvRegisterName.MsrMtrrCap <= HvRegisterName.MsrMtrrFix4kF8000 - HvRegisterName.MsrMtrrCap;

    /// <summary>Reads a register for which <see cref="Contains"/> is true.</summary>
    public static HvStatus Get(HvRegisterName name, out ulong value)
    {
        var number = DebugRegister(name);
        if (number >= 0)
        {
            value = TMachine.ReadDebugRegister(number);
            return HvStatus.Success;
        }

        return TMachine.TryReadMsr(MtrrFor(name), out value) ? HvStatus.Success : HvStatus.InvalidParameter;
    }

    /// <summary>Writes a register for which <see cref="Contains"/> is true.</summary>
    public static HvStatus Set(HvRegisterName name, ulong value)
    {
        var number = DebugRegister(name);
        var taken = number >= 0 ? TMachine.TryWriteDebugRegister(number, value) : TMachine.TryWriteMsr(MtrrFor(name), value);
        return taken ? HvStatus.Success : HvStatus.InvalidRegisterValue;
    }

    private static unsafe int DebugRegister(HvRegisterName name) => name switch
    {
        HvRegisterName.Dr0 => 0,
        HvRegisterName.Dr1 => 1,
        HvRegisterName.Dr2 => 2,
        HvRegisterName.Dr3 => 3,
        HvRegisterName.Dr6 when TMachine.Image->Dr6Shared => 6,
        _ => -1,
    };

    /// <summary>The MSR behind an MTRR's name, or 0. The ranges of names are consecutive, and so are the MSRs.</summary>
    private static uint MtrrFor(HvRegisterName name)
    {
        var physBase = (uint)name - (uint)HvRegisterName.MsrMtrrPhysBase0;
        if (physBase < VariableRanges)
        {
            return X64Msr.MtrrPhysBase0 + (2 * physBase);
        }

        var physMask = (uint)name - (uint)HvRegisterName.MsrMtrrPhysMask0;
        if (physMask < VariableRanges)
        {
            return X64Msr.MtrrPhysMask0 + (2 * physMask);
        }

        var fix4k = (uint)name - (uint)HvRegisterName.MsrMtrrFix4kC0000;
        if (fix4k < 8)
        {
            return X64Msr.MtrrFix4kC0000 + fix4k;
        }

        return name switch
        {
            HvRegisterName.MsrMtrrDefType => X64Msr.MtrrDefType,
            HvRegisterName.MsrMtrrFix64k00000 => X64Msr.MtrrFix64k00000,
            HvRegisterName.MsrMtrrFix16k80000 => X64Msr.MtrrFix16k80000,
            HvRegisterName.MsrMtrrFix16kA0000 => X64Msr.MtrrFix16kA0000,
            _ => 0,
        };
    }
}
