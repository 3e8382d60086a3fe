using System.Collections.Generic;
using System.Linq;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Tests.Registers;

/// <summary>Every register that there is, with values at the edges of what it takes.</summary>
public static class RegisterTable
{
    private const ulong NonCanonical = 0x0000_8000_0000_0000;

    private static readonly ulong[] s_addresses = [0, 0x7fff_ffff_ffff, 0xffff_8000_0000_0000, ulong.MaxValue];
    private static readonly ulong[] s_notAddresses = [NonCanonical, 0xffff_7fff_ffff_ffff, 0x8000_0000_0000_0000];

    /// <summary>The registers, as a VTL has them after reset.</summary>
    public static IReadOnlyList<RegisterCase> All { get; } = [.. General(), .. FloatingPoint(), .. Control(), .. Debug(), .. Segments(), .. ModelSpecific(), .. Mtrrs(), .. Apic(), .. Vsm(), .. State()];

    /// <summary>A register of 64 bits.</summary>
    public static HvRegisterValue[] Of(params ulong[] values) => [.. values.Select(HvRegisterValue.From)];

    private static HvRegisterValue Wide(ulong low, ulong high) => new() { Low = low, High = high };

    private static HvRegisterValue[] TooWide(params ulong[] values) => [.. Of(values), Wide(0, 1)];

    private static IEnumerable<RegisterCase> General()
    {
        for (var name = HvRegisterName.Rax; name <= HvRegisterName.R15; name++)
        {
            yield return new(name, Of(0, 1, ulong.MaxValue), TooWide()) { Shared = name != HvRegisterName.Rsp };
        }

        yield return new(HvRegisterName.Rip, Of(s_addresses), TooWide(s_notAddresses));
        yield return new(HvRegisterName.Rflags, Of(2, 0x202, 0x3f_7fd7), TooWide(0, 0x200, 0xa, 0x22, 0x8002, 0x40_0002, 0x1_0000_0002));
    }

    private static IEnumerable<RegisterCase> FloatingPoint()
    {
        for (var name = HvRegisterName.Xmm0; name <= HvRegisterName.Xmm15; name++)
        {
            yield return new(name, [Wide(0, 0), Wide(ulong.MaxValue, ulong.MaxValue)], []) { Shared = true };
        }

        for (var name = HvRegisterName.FpMmx0; name <= HvRegisterName.FpMmx7; name++)
        {
            yield return new(name, [Wide(0, 0), Wide(ulong.MaxValue, 0xffff)], [Wide(0, 0x1_0000), Wide(0, 1UL << 63)]) { Shared = true };
        }

        yield return new(HvRegisterName.FpControlStatus, [Wide(0x37f, 0), Wide(0xffff_00ff_ffff_ffff, ulong.MaxValue)], [Wide(1UL << 40, 0), Wide(1UL << 47, 0)]) { Shared = true };
        yield return new(HvRegisterName.XmmControlStatus, [Wide(0, 0x1f80), Wide(5, 0xffbf)], [Wide(0, 0x40), Wide(0, 0x1_0000), Wide(0, 0x8000_0000)]) { Shared = true };
    }

    private static IEnumerable<RegisterCase> Control()
    {
        foreach (var name in new[] { HvRegisterName.Cr0, HvRegisterName.IntermediateCr0 })
        {
            yield return new(name, Of(0x10, 0x11, 0x6000_0010, 0x8005_003f), TooWide(0x8000_0010, 0x2000_0010, 0x50, 0x2_0010, 0x1_0000_0010, 0x1000_0010));
        }

        foreach (var name in new[] { HvRegisterName.Cr3, HvRegisterName.IntermediateCr3 })
        {
            yield return new(name, Of(0, 0x1018, 0xff_ffff_ffff), TooWide(0x100_0000_0000, 1UL << 63));
        }

        foreach (var name in new[] { HvRegisterName.Cr4, HvRegisterName.IntermediateCr4 })
        {
            yield return new(name, Of(0, 0x20, 0x37_0fff & ~0x1000UL), TooWide(0x1000, 0x2000, 0x4000, 0x8000, 0x8_0000, 0x40_0000, 0x80_0000, 1UL << 32));
        }

        foreach (var name in new[] { HvRegisterName.Cr8, HvRegisterName.IntermediateCr8 })
        {
            yield return new(name, Of(0, 15), TooWide(16, 0xf0));
        }

        yield return new(HvRegisterName.Cr2, Of(0, NonCanonical, ulong.MaxValue), TooWide()) { Shared = true };
        yield return new(HvRegisterName.Xfem, Of(1, 3, 7), TooWide(0, 2, 5, 0x1f, 0xe7, 1UL << 63)) { Shared = true };
    }

    private static IEnumerable<RegisterCase> Debug()
    {
        for (var name = HvRegisterName.Dr0; name <= HvRegisterName.Dr3; name++)
        {
            yield return new(name, Of(0, ulong.MaxValue), TooWide()) { Shared = true };
        }

        yield return new(HvRegisterName.Dr6, Of(0xffff_0ff0, 0xffff_effF), TooWide(0x1_ffff_0ff0, ulong.MaxValue));
        yield return new(HvRegisterName.Dr7, Of(0x400, 0xffff_27ff), TooWide(0x1_0000_0400, ulong.MaxValue));
    }

    private static IEnumerable<RegisterCase> Segments()
    {
        for (var name = HvRegisterName.Es; name <= HvRegisterName.Tr; name++)
        {
            yield return new(
                name,
                [.. s_addresses.Select(address => HvRegisterValue.From(new HvX64SegmentRegister { Base = address, Limit = 0xffff_ffff, Selector = 0xffff, Attributes = 0xa0ff }))],
                [.. s_notAddresses.Select(address => HvRegisterValue.From(new HvX64SegmentRegister { Base = address, Attributes = 0x93 }))]);
        }

        foreach (var name in new[] { HvRegisterName.Idtr, HvRegisterName.Gdtr })
        {
            yield return new(
                name,
                [.. s_addresses.Select(address => HvRegisterValue.From(new HvX64TableRegister { Base = address, Limit = 0xffff }))],
                [.. s_notAddresses.Select(address => HvRegisterValue.From(new HvX64TableRegister { Base = address }))]);
        }
    }

    private static IEnumerable<RegisterCase> ModelSpecific()
    {
        yield return new(HvRegisterName.Tsc, Of(0, 1, ulong.MaxValue), TooWide());
        yield return new(HvRegisterName.Efer, Of(0, 1, 0x100, 0x4901), TooWide(0x1000, 2, 0x200, 0x2000, 0x8000, 1UL << 32));
        yield return new(HvRegisterName.Pat, Of(0x0007_0406_0007_0406, 0, 0x0707_0605_0401_0100), TooWide(2, 3, 8, 0x0200_0000_0000_0000, 0xff00));
        yield return new(HvRegisterName.InitialApicId, Of(0), []) { ReadOnly = true };
        yield return new(HvRegisterName.ApicBase, Of(0xfee0_0900, 0xfee0_0d00, 0x1000), TooWide(0xfee0_0400, 0xfee0_0901, 0xfee0_0a00, 1UL << 41)) { InVtl2 = false };
        yield return new(HvRegisterName.TscAux, Of(0, uint.MaxValue), TooWide(1UL << 32));
        foreach (var name in new[] { HvRegisterName.KernelGsBase, HvRegisterName.Lstar, HvRegisterName.Cstar, HvRegisterName.SysenterEip, HvRegisterName.SysenterEsp })
        {
            yield return new(name, Of(s_addresses), TooWide(s_notAddresses));
        }

        yield return new(HvRegisterName.Star, Of(0, ulong.MaxValue), TooWide());
        yield return new(HvRegisterName.SysenterCs, Of(0, uint.MaxValue), TooWide(1UL << 32));
        yield return new(HvRegisterName.Sfmask, Of(0, uint.MaxValue), TooWide(1UL << 32));
    }

    private static IEnumerable<RegisterCase> Mtrrs()
    {
        yield return new(HvRegisterName.MsrMtrrCap, Of(0x508), []) { ReadOnly = true };
        yield return new(HvRegisterName.MsrMtrrDefType, Of(0, 0xc06), TooWide(2, 3, 7, 0x106, 0x1006)) { Shared = true };
        for (var i = 0u; i < 8; i++)
        {
            yield return new(HvRegisterName.MsrMtrrPhysBase0 + i, Of(0, 0xff_ffff_f006), TooWide(2, 7, 0x100, 0x806, 0x100_0000_0000)) { Shared = true };
            yield return new(HvRegisterName.MsrMtrrPhysMask0 + i, Of(0, 0xff_ffff_f800), TooWide(1, 0x400, 0x100_0000_0800)) { Shared = true };
        }

        for (var name = HvRegisterName.MsrMtrrFix64k00000; name <= HvRegisterName.MsrMtrrFix4kF8000; name++)
        {
            yield return new(name, Of(0, 0x0605_0401_0006_0606), TooWide(2, 0x0300, 0x0700_0000_0000_0000)) { Shared = true };
        }
    }

    private static IEnumerable<RegisterCase> Apic()
    {
        yield return new(HvRegisterName.ApicId, Of(0), []) { ReadOnly = true };
        yield return new(HvRegisterName.ApicTpr, Of(0, 0xf0), TooWide(1, 0x100));
        yield return new(HvRegisterName.ApicVersion, Of(0x5_0014), []) { ReadOnly = true, InVtl0 = false };
    }

    private static IEnumerable<RegisterCase> Vsm()
    {
        yield return new(HvRegisterName.VsmVpStatus, Of(0x5_0002), []) { ReadOnly = true };
        yield return new(HvRegisterName.VsmPartitionStatus, Of(0x2_0005), []) { ReadOnly = true };
        yield return new(HvRegisterName.VsmCapabilities, Of(1 << 27), []) { ReadOnly = true };
        yield return new(HvRegisterName.VsmPartitionConfig, Of(0, 0x1c21), TooWide(2, 0x40, 0x80, 0x100, 0x200, 0x2000, 0x4000, 0x8000, 0x1_0000)) { InVtl0 = false };
        yield return new(HvRegisterName.VsmVpSecureConfigVtl0, Of(0), TooWide(1, 2, 4, 8, 16)) { InVtl0 = false };
        yield return new(HvRegisterName.VsmVina, Of(0, 0x7f0, 0x110), TooWide(0x100, 0x10f, 0x800)) { InVtl0 = false };
        yield return new(HvRegisterName.RegisterPage, Of(0, 0x5001, 0x5000), TooWide(2, 0x5003, 0x5801, 0x300_0001, TestOwn | 1, 0x400_0001, ~0xfffUL | 1)) { InVtl0 = false };
    }

    private const ulong TestOwn = Simulation.TestPartition.OwnStart;

    private static IEnumerable<RegisterCase> State()
    {
        yield return new(HvRegisterName.InstructionEmulationHints, Of(0), []) { ReadOnly = true };
        yield return new(HvRegisterName.InternalActivityState, Of(0, 1, 2, 3), TooWide(4, 1UL << 63)) { InVtl2 = false };
        yield return new(HvRegisterName.InterruptState, Of(0, 1, 2, 3), TooWide(4, 1UL << 63));
        yield return new(HvRegisterName.PendingEvent1, Of(0), TooWide(1)) { InVtl2 = false };
        yield return new(HvRegisterName.DeliverabilityNotifications, Of(0, 1, 2, 0x3f), TooWide(0x40, 1UL << 47, 1UL << 48)) { InVtl2 = false };
        yield return new(
            HvRegisterName.PendingEvent0,
            [Wide(0, 0), Wide(1 | (3 << 16), 0), Wide(0x101 | (14 << 16) | (7UL << 32), 0x1234), Wide(0xb | (0x40 << 8), 0)],
            [
                Wide(1 | (2 << 16), 0), Wide(1 | (9 << 16), 0), Wide(1 | (20 << 16), 0), Wide(1 | (0x10eUL << 16), 0), Wide(0x11, 0), Wide(0x201, 0),
                Wide(3, 0), Wide(5, 0), Wide(7, 0), Wide(9, 0), Wide(0xd, 0), Wide(0xf, 0), Wide(0x1_000b, 0), Wide(0xb, 1),
            ])
        {
            InVtl2 = false,
        };
        yield return new(
            HvRegisterName.PendingInterruption,
            Of(0, Interruption(0, 0xff), Interruption(2, 2), Interruption(3, 3), Interruption(3, 14, 0x10 | (5UL << 32))),
            TooWide(
                Interruption(0, 0x100), Interruption(0, 1, 0x10), Interruption(1, 1), Interruption(2, 3), Interruption(3, 2), Interruption(3, 9), Interruption(3, 15),
                Interruption(3, 20), Interruption(3, 32), Interruption(3, 0x10e), Interruption(7, 1), Interruption(3, 3, 0x400), Interruption(4, 0x100), Interruption(5, 3),
                Interruption(6, 1), Interruption(4, 3, 0x10)));
    }

    /// <summary>HvX64PendingInterruptionRegister with a type and a vector.</summary>
    public static ulong Interruption(ulong type, ulong vector, ulong more = 0) => 1 | (type << 1) | (vector << 16) | more;
}
