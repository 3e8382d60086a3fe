using System.Runtime.CompilerServices;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Cosmos.Commands;

/// <summary>
/// The guest's registers that RUN_VP takes from the command page and leaves there: general registers but RSP, CR2, x87 and SSE. All VTLs of a VP share them, so the hypervisor's are
/// this kernel's own while the guest does not run: reading them would give the guest's VMM nothing of the guest, writing them would be writing the kernel's.
/// </summary>
public static unsafe class ContextRegisters
{
    private const uint GeneralCount = 16;
    private const uint XmmCount = 16;
    private const uint X87Count = 8;
    private const int X87HighBits = 16;
    private const uint MxcsrBits = 0xffff;
    private const ulong ControlReserved = 0xffUL << 40;

    // AMD APM 2, 11.4.4: where the FXSAVE area has them.
    private const int X87Offset = 32;
    private const int XmmOffset = 160;

    /// <summary>Whether <paramref name="name"/> is one of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(HvRegisterName name)
        => ((uint)name - (uint)HvRegisterName.Rax < GeneralCount && name != HvRegisterName.Rsp)
            || (uint)name - (uint)HvRegisterName.Xmm0 <= HvRegisterName.XmmControlStatus - HvRegisterName.Xmm0
            || name == HvRegisterName.Cr2;

    /// <summary>Reads a register for which <see cref="Contains"/> is true.</summary>
    public static HvRegisterValue Get(CommandPage* page, HvRegisterName name)
    {
        var general = General(page, name);
        if (general != null)
        {
            return HvRegisterValue.From(*general);
        }

        var value = *Vector(page, name);
        if (IsX87(name))
        {
            value.High &= (1UL << X87HighBits) - 1;
        }

        return value;
    }

    /// <summary>Writes a register for which <see cref="Contains"/> is true; false when it cannot hold the value.</summary>
    public static bool TrySet(CommandPage* page, HvRegisterName name, HvRegisterValue value)
    {
        var general = General(page, name);
        if (general != null)
        {
            if (value.High != 0)
            {
                return false;
            }

            *general = value.Low;
            return true;
        }

        if ((IsX87(name) && value.High >> X87HighBits != 0) || (name == HvRegisterName.FpControlStatus && (value.Low & ControlReserved) != 0))
        {
            return false;
        }

        var vector = Vector(page, name);
        if (name == HvRegisterName.XmmControlStatus)
        {
            if (((uint)value.High & ~MxcsrBits) != 0)
            {
                return false;
            }

            // The upper half says which bits the CPU has.
            value.High = (uint)value.High | (vector->High & ~(ulong)uint.MaxValue);
        }

        *vector = value;
        return true;
    }

    private static bool IsX87(HvRegisterName name) => (uint)name - (uint)HvRegisterName.FpMmx0 < X87Count;

    private static ulong* General(CommandPage* page, HvRegisterName name)
    {
        // SAFETY: the command page stays mapped; the index is below 16, and CR2 has RSP's place.
        var registers = (ulong*)&page->CpuContext.Gps;
        return name == HvRegisterName.Cr2 ? registers + CpuContextX64.CR2
            : (uint)name - (uint)HvRegisterName.Rax < GeneralCount ? registers + (name - HvRegisterName.Rax)
            : null;
    }

    private static HvRegisterValue* Vector(CommandPage* page, HvRegisterName name)
    {
        // SAFETY: as above; all of these lie in the 512 bytes of the area, sixteen bytes each.
        var area = (byte*)&page->CpuContext.FxState;
        return (uint)name - (uint)HvRegisterName.Xmm0 < XmmCount ? (HvRegisterValue*)(area + XmmOffset) + (name - HvRegisterName.Xmm0)
            : IsX87(name) ? (HvRegisterValue*)(area + X87Offset) + (name - HvRegisterName.FpMmx0)
            : (HvRegisterValue*)area + (name - HvRegisterName.FpControlStatus);
    }
}
