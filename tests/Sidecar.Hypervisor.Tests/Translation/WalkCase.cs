using System;
using System.Collections.Generic;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Translation;

namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>A random CPU state, random tables on the way of one address, random rights to them, and an access.</summary>
internal sealed class WalkCase
{
    /// <summary>Flags of HvCallTranslateVirtualAddressEx, as the TLFS numbers them.</summary>
    private const int Read = 0, Write = 1, Execute = 2, Exempt = 3, SetBits = 4, Supervisor = 6, User = 7, Enforce = 8, Override = 9;

    private readonly Random _random;
    private readonly Dictionary<ulong, VtlAccess> _lessRights = [];

    internal WalkCase(int seed)
    {
        _random = new Random(seed);
        Mode = (PagingMode)_random.Next(5);
        Has = (Often(), Often(), Rarely(), Rarely(), Often(), Rarely(), Often());
        Cpl = _random.Next(2) * 3;
        Cr3 = Page() | (uint)_random.Next(4096);
        Linear = Address() & ~0xfffUL;
        Flags = RandomFlags();
        AddTables();
    }

    internal PagingMode Mode { get; }

    internal (bool Wp, bool Pse, bool Smep, bool Smap, bool Nxe, bool Ac, bool Huge) Has { get; }

    internal int Cpl { get; }

    internal ulong Cr3 { get; private set; }

    internal ulong Linear { get; }

    internal ulong Flags { get; }

    /// <summary>Table entries by address.</summary>
    internal Dictionary<ulong, ulong> Memory { get; } = [];

    internal ReferenceAccess Access => new(
        Is(Read), Is(Write), Is(Execute), Is(User) || (Cpl == 3 && !Is(Supervisor)), Is(Exempt), Is(Enforce), Is(Override), Is(SetBits));

    public override string ToString()
        => $"{Mode} {Has} cpl {Cpl} cr3 {Cr3:x} linear {Linear:x} {Access}: {string.Join(", ", Array.ConvertAll([.. Memory], entry => $"{entry.Key:x}={entry.Value:x}"))}";

    /// <summary>Whether VTL0 was given the page. Tables elsewhere are out of its reach, whatever they hold.</summary>
    internal static bool IsVtl0s(ulong address) => address < 0x20_0000;

    /// <summary>What VTL0 may do with the page of an address; null where there is no RAM.</summary>
    internal VtlAccess? RightsTo(ulong address)
        => address >= TestPartition.OwnStart ? null
            : _lessRights.TryGetValue(address >> 12, out var rights) ? rights
            : IsVtl0s(address) ? VtlAccess.All
            : VtlAccess.None;

    private bool Is(int flag) => ((Flags >> flag) & 1) != 0;

    private bool Often() => _random.Next(5) != 0;

    private bool Rarely() => _random.Next(3) == 0;

    private bool Seldom() => _random.Next(25) == 0;

    /// <summary>One of a few, so that tables now and then lie on each other, or lead to themselves.</summary>
    private ulong Page() => (ulong)_random.Next(0x20, 0x30) << 12;

    private ulong Address()
    {
        var address = (ulong)_random.NextInt64() ^ ((ulong)_random.Next(2) << 63);
        return Mode switch
        {
            _ when Seldom() => address >> _random.Next(32),
            PagingMode.FourLevels => (ulong)((long)(address << 16) >> 16),
            PagingMode.FiveLevels => (ulong)((long)(address << 7) >> 7),
            _ => (uint)address,
        };
    }

    private ulong RandomFlags()
    {
        var flags = (ulong)_random.Next(32) & ~(1UL << Exempt);
        flags |= Seldom() ? 1UL << Exempt : 0;
        flags |= _random.Next(4) switch { 0 => 1UL << Supervisor, 1 => 1UL << User, _ => 0 };
        return flags | _random.Next(4) switch { 0 => 1UL << Enforce, 1 => 1UL << Override, _ => 0 };
    }

    private void AddTables()
    {
        (int[] Shifts, int Bits, int Size) shape = Mode switch
        {
            PagingMode.None => ([], 0, 0),
            PagingMode.Legacy => ([22, 12], 10, 4),
            PagingMode.Pae => ([30, 21, 12], 9, 8),
            PagingMode.FourLevels => ([39, 30, 21, 12], 9, 8),
            _ => ([48, 39, 30, 21, 12], 9, 8),
        };
        if (Mode == PagingMode.Pae)
        {
            // An accessed bit, which a table below may set, is reserved in a directory pointer: keep them apart.
            Cr3 = 0x1_0000 | (Cr3 & 0xfff);
        }

        var table = Mode == PagingMode.Pae ? Cr3 & 0xffff_ffe0 : Cr3 & 0xffff_f000;
        for (var i = 0; i < shape.Shifts.Length; i++)
        {
            var address = table + ((Linear >> shape.Shifts[i]) % (1UL << shape.Bits) * (ulong)shape.Size);
            var entry = Memory.TryGetValue(address, out var present) ? present : Entry(i, shape.Shifts.Length);
            Memory[address] = shape.Size == 4 ? (uint)entry : entry;
            if (IsVtl0s(address) && Seldom())
            {
                _lessRights[address >> 12] = Rarely() ? VtlAccess.None : VtlAccess.Read;
            }

            table = Memory[address] & 0xf_ffff_ffff_f000;
        }
    }

    private ulong Entry(int index, int levels)
    {
        var directoryPointer = Mode == PagingMode.Pae && index == 0;
        var flags = (Seldom() ? 0 : 1UL) | (Often() ? 2UL : 0) | (Often() ? 4UL : 0) | ((ulong)_random.Next(8) << 3 & 0x38) | (Rarely() ? 0x40UL : 0) | ((ulong)_random.Next(16) << 8);
        flags = directoryPointer ? 1 | (flags & 0xe18) : flags;
        flags |= index > 0 && Rarely() && !directoryPointer ? 0x80UL : 0;
        flags |= !directoryPointer && Rarely() && Rarely() ? 1UL << 63 : 0;
        flags ^= Seldom() ? 1UL << _random.Next(64) : 0;
        var page = index == levels - 1 || (flags & 0x80) != 0 ? ((ulong)_random.NextInt64() & 0xff_ffff_f000) >> _random.Next(20) & ~0xfffUL : Page();
        page = (flags & 0x80) != 0 && Often() ? page & ~(Mode == PagingMode.Legacy ? 0x20_0000UL : index == levels - 3 ? 0x3fff_e000UL : 0x1f_e000UL) : page;
        page = Seldom() ? (ulong)_random.Next(0x6000) << 12 : page;
        return page | flags;
    }
}
