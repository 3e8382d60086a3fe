using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>HvCallTranslateVirtualAddress and HvCallTranslateVirtualAddressEx: paging modes, flags, result codes.</summary>
internal static unsafe class TranslationChecks
{
    private const ulong ReadFlag = 1;
    private const ulong WriteFlag = 2;
    private const ulong ExecuteFlag = 4;
    private const ulong ExemptFlag = 8;
    private const ulong SetBitsFlag = 16;
    private const ulong Vtl0Input = 0x10UL << 56;
    private const ulong Table = 7;
    private const ulong NoExecute = 1UL << 63;
    private const ulong High = 0x40_0000_0000;

    internal static void Run()
    {
        CheckModes();
        CheckResults();
        CheckRefusals();
        CheckOther();
    }

    private static void CheckModes()
    {
        var vp = Assembly.Self();
        var data = GuestMemory.Data(vp);
        Guest.Set(GuestMode.Long, []);
        Good("translate: long mode, a large page"u8, data, data);
        Guest.Set(GuestMode.Protected, []);
        Good("translate: protected mode without paging"u8, data, data);
        Guest.Set(GuestMode.Real, []);
        Good("translate: real mode, a linear address"u8, data, data);

        var tables = GuestMemory.Tables(vp);
        var root = (uint*)tables;
        root[1] = (uint)(tables + Pages.Size) | (uint)Table;
        ((uint*)(tables + Pages.Size))[5] = (uint)data | (uint)Table;
        root[2] = 0x80_0000 | 0x87;
        Guest.Set(GuestMode.Protected, []);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr3, tables);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr4, 0x610);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr0, 0x8001_0031);
        Good("translate: 32-bit paging"u8, 0x40_5000, data);
        Equal("translate: 32-bit paging, a large page"u8, 0x80_3000, TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.SUCCESS, 0);
        Equal("translate: 32-bit paging, nothing there"u8, 0xc0_0000, TranslateGvaResultCode.PAGE_NOT_PRESENT, TranslateGvaResultCode.PAGE_NOT_PRESENT, ReadFlag);

        var pointers = (ulong*)tables;
        new Span<byte>((byte*)tables, 2 * (int)Pages.Size).Clear();
        pointers[0] = (tables + Pages.Size) | 1;
        var directory = (ulong*)(tables + Pages.Size);
        directory[3] = GuestMemory.Spare(vp) | Table;
        ((ulong*)GuestMemory.Spare(vp))[9] = data | Table;
        Guest.Set(GuestMode.Protected, []);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr3, tables);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr4, 0x620);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr0, 0x8001_0031);
        Good("translate: PAE paging"u8, 0x60_9000, data);
        new Span<byte>((byte*)GuestMemory.Spare(vp), (int)Pages.Size).Clear();
        new Span<byte>((byte*)tables, 2 * (int)Pages.Size).Clear();
    }

    private static void Good(ReadOnlySpan<byte> name, ulong address, ulong expected)
    {
        var tally = default(Tally);
        tally.Equal(0, 0, Translate(address, ReadFlag | ExemptFlag | Vtl0Input, out var result));
        tally.Equal(1, (ulong)TranslateGvaResultCode.SUCCESS, (ulong)result.TranslationResult.Result.ResultCode);
        tally.Equal(2, expected / Pages.Size, result.GpaPage);
        Check.All(name, tally);
    }

    /// <summary>4 KiB pages at <see cref="High"/> in tables of its own: the table in the first of the tables' pages.</summary>
    private static ulong* Map()
    {
        var vp = Assembly.Self();
        Guest.Set(GuestMode.Long, []);
        var spare = GuestMemory.Spare(vp);
        new Span<byte>((byte*)spare, 3 * (int)Pages.Size).Clear();
        *(ulong*)(spare + Pages.Size) = (spare + (2 * Pages.Size)) | Table;
        var pointers = (ulong*)(*(ulong*)GuestMemory.Root(vp) & ~0xfffUL);
        pointers[(High >> 30) & 511] = (spare + Pages.Size) | Table;
        return (ulong*)(spare + (2 * Pages.Size));
    }

    private static void CheckResults()
    {
        var vp = Assembly.Self();
        var table = Map();
        var data = GuestMemory.Data(vp);
        table[0] = data | 1;
        table[1] = data | 3;
        table[2] = data | 5;
        table[3] = data | 7 | NoExecute;
        table[4] = GuestMemory.Secret(vp) | 7;
        table[5] = 0xfee0_0000 | 7;
        table[6] = data | 7 | (1UL << 51);
        table[7] = data | 7;
        Equal("translate: nothing there"u8, High + 0x10_0000, TranslateGvaResultCode.PAGE_NOT_PRESENT, TranslateGvaResultCode.PAGE_NOT_PRESENT, ReadFlag);
        Equal("translate: a read-only page is read"u8, High, TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.SUCCESS, ReadFlag);
        Equal("translate: a read-only page is not written"u8, High, TranslateGvaResultCode.PRIVILEGE_VIOLATION, TranslateGvaResultCode.PRIVILEGE_VIOLATION, WriteFlag);
        Equal("translate: a writable page is written"u8, High + 0x1000, TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.SUCCESS, WriteFlag);
        Equal("translate: a page without execution is not executed"u8, High + 0x3000, TranslateGvaResultCode.PRIVILEGE_VIOLATION, TranslateGvaResultCode.PRIVILEGE_VIOLATION, ExecuteFlag);
        Equal("translate: another is"u8, High + 0x7000, TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.SUCCESS, ExecuteFlag);
        Equal("translate: the supervisor reaches the supervisor's page"u8, High, TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.SUCCESS, ReadFlag | (1 << 6));
        Equal("translate: the user does not"u8, High, TranslateGvaResultCode.PRIVILEGE_VIOLATION, TranslateGvaResultCode.PRIVILEGE_VIOLATION, ReadFlag | (1 << 7));
        Equal("translate: a page that VTL0 may not read has its address all the same"u8, High + 0x4000, TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.SUCCESS, ReadFlag);
        Equal("translate: so has MMIO"u8, High + 0x5000, TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.SUCCESS, ReadFlag);
        Equal("translate: a reserved bit in an entry"u8, High + 0x6000, TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS, TranslateGvaResultCode.SUCCESS, ReadFlag);
        Equal("translate: an address that is not canonical"u8, 0x8000_0000_0000_0000, TranslateGvaResultCode.PAGE_NOT_PRESENT, TranslateGvaResultCode.PRIVILEGE_VIOLATION, ReadFlag);
        Check.Equal("translate: no bits were set"u8, 0, (table[0] | table[1] | table[7]) & 0x60);
        Equal("translate: with bits to be set"u8, High + 0x1000, TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.SUCCESS, WriteFlag | SetBitsFlag);
        Check.Equal("translate: accessed and dirty are set"u8, 0x60, table[1] & 0x60);

        var pointers = (ulong*)(*(ulong*)GuestMemory.Root(vp) & ~0xfffUL);
        pointers[(High >> 30) & 511] = GuestMemory.Secret(vp) | Table;
        Equal("translate: a table that VTL0 may not read"u8, High, TranslateGvaResultCode.GPA_NO_READ_ACCESS, TranslateGvaResultCode.GPA_NO_READ_ACCESS, ReadFlag);
        pointers[(High >> 30) & 511] = 0xfee0_0000 | Table;
        Equal("translate: a table where there is no memory"u8, High, TranslateGvaResultCode.GPA_UNMAPPED, TranslateGvaResultCode.GPA_UNMAPPED, ReadFlag);
        pointers[(High >> 30) & 511] = (GuestMemory.Spare(vp) + Pages.Size) | Table;
        table[7] = data | 7;
        Protection.Set(GuestMemory.Spare(vp) + (2 * Pages.Size), 1, Protection.Read);
        Equal("translate: a table that VTL0 may not write, with bits to be set"u8, High + 0x7000, TranslateGvaResultCode.GPA_NO_WRITE_ACCESS, TranslateGvaResultCode.GPA_NO_WRITE_ACCESS, WriteFlag | SetBitsFlag);
        Equal("translate: and without"u8, High + 0x7000, TranslateGvaResultCode.SUCCESS, TranslateGvaResultCode.SUCCESS, WriteFlag);
        Protection.Set(GuestMemory.Spare(vp) + (2 * Pages.Size), 1, Protection.All);
    }

    private static void Equal(ReadOnlySpan<byte> name, ulong address, TranslateGvaResultCode first, TranslateGvaResultCode second, ulong flags)
    {
        var status = Translate(address, flags | Vtl0Input, out var result);
        Check.Either(name, (ulong)first, (ulong)second, status == 0 ? (ulong)result.TranslationResult.Result.ResultCode : 0x1_0000_0000 | status);
    }

    private static void CheckRefusals()
    {
        var vp = Assembly.Self();
        Check.Not("translate: reserved flags"u8, 0, Translate(0x1000, ReadFlag | (1UL << 40), out _));
        Check.Not("translate: VTL1, which is not there"u8, 0, Translate(0x1000, ReadFlag | (0x11UL << 56), out _));
        Check.Not("translate: VTL15"u8, 0, Translate(0x1000, ReadFlag | (0x1fUL << 56), out _));
        Check.Equal("translate: a VP that is not there"u8, (ulong)HvStatus.InvalidVpIndex, Translate(0x1000, ReadFlag | Vtl0Input, out _, 1000));
        *(TranslateVirtualAddressX64*)vp->Input = new TranslateVirtualAddressX64 { PartitionId = 4, VpIndex = Hypercall.SelfVp, ControlFlags = new() { Raw = ReadFlag }, GvaPage = 1 };
        var status = Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallTranslateVirtualAddressEx)));
        Check.Either("translate: another partition"u8, (ulong)HvStatus.InvalidPartitionId, (ulong)HvStatus.AccessDenied, status);
    }

    private static void CheckOther()
    {
        var tally = default(Tally);
        tally.Equal(0, 0, Translate((ulong)Assembly.Self(), ReadFlag, out var result));
        tally.Equal(1, (ulong)TranslateGvaResultCode.SUCCESS, (ulong)result.TranslationResult.Result.ResultCode);
        tally.Equal(2, (ulong)Assembly.Self() / Pages.Size, result.GpaPage);
        Check.All("translate: VTL2's own address space"u8, tally);
        tally = default;
        tally.Equal(0, 0, Translate(Hypercall.Page, ReadFlag, out result));
        tally.That(1, result.TranslationResult.Result.OverlayPage);
        Check.All("translate: the hypercall page is an overlay"u8, tally);

        var vp = Assembly.Self();
        Guest.Set(GuestMode.Long, []);
        var data = GuestMemory.Data(vp);
        *(TranslateVirtualAddressX64*)vp->Input = new TranslateVirtualAddressX64 { PartitionId = Hypercall.Self, VpIndex = Hypercall.SelfVp, ControlFlags = new() { Raw = ReadFlag | Vtl0Input }, GvaPage = data / Pages.Size };
        var status = Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallTranslateVirtualAddress)));
        Check.Equal("translate: the older call"u8, 0, status);
        Check.That("translate: the older call answers in 16 bytes"u8, *(uint*)vp->Output == 0 && *(ulong*)(vp->Output + 8) == data / Pages.Size);
    }

    private static ulong Translate(ulong address, ulong flags, out TranslateVirtualAddressExOutputX64 output, uint index = Hypercall.SelfVp)
    {
        var vp = Assembly.Self();
        *(TranslateVirtualAddressX64*)vp->Input = new TranslateVirtualAddressX64
        {
            PartitionId = Hypercall.Self,
            VpIndex = index,
            ControlFlags = new TranslateGvaControlFlagsX64 { Raw = flags },
            GvaPage = address / Pages.Size,
        };
        var status = Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallTranslateVirtualAddressEx)));
        output = *(TranslateVirtualAddressExOutputX64*)vp->Output;
        return status;
    }
}
