using System;
using System.Buffers.Binary;
using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Acpi;

/// <summary>
/// Finds ACPI tables (ACPI specification 6.5, section 5.2). Firmware is seldom hostile but often wrong: every length and checksum is verified before a
/// table is used.
/// </summary>
public readonly struct AcpiTables
{
    /// <summary>Bytes of the header that every table starts with.</summary>
    public const int HeaderSize = 36;

    private const int RootPointerSize = 20;
    private const int ExtendedRootPointerSize = 36;
    private const uint MaxTableSize = 1 << 20;
    private const ulong BiosAreaStart = 0xe_0000;
    private const ulong BiosAreaEnd = 0x10_0000;

    private readonly ulong _root;
    private readonly AcpiSignature _rootSignature;

    private AcpiTables(ulong root, AcpiSignature rootSignature)
    {
        _root = root;
        _rootSignature = rootSignature;
    }

    private int EntrySize => _rootSignature == AcpiSignature.Xsdt ? sizeof(ulong) : sizeof(uint);

    /// <summary>Verifies the root pointer and the root table.</summary>
    /// <param name="rootPointer">Physical address of the root pointer, 0 to look for it in the BIOS area.</param>
    /// <param name="tables">The tables.</param>
    public static AcpiResult Open<TMemory>(ulong rootPointer, out AcpiTables tables)
        where TMemory : IPhysicalMemory
    {
        tables = default;
        if (rootPointer == 0 && !TryFindRootPointer<TMemory>(out rootPointer))
        {
            return new(AcpiProblem.NoRootPointer);
        }

        ReadOnlySpan<byte> pointer = TMemory.Map(rootPointer, RootPointerSize);
        if (pointer.IsEmpty || !pointer[..8].SequenceEqual("RSD PTR "u8))
        {
            return new(AcpiProblem.RootPointerSignature, value: rootPointer);
        }

        if (Sum(pointer) != 0)
        {
            return new(AcpiProblem.RootPointerChecksum, value: rootPointer);
        }

        const int RevisionOffset = 15;
        if (pointer[RevisionOffset] < 2)
        {
            tables = new(BinaryPrimitives.ReadUInt32LittleEndian(pointer[16..]), AcpiSignature.Rsdt);
        }
        else
        {
            pointer = TMemory.Map(rootPointer, ExtendedRootPointerSize);
            if (pointer.IsEmpty || Sum(pointer) != 0)
            {
                return new(AcpiProblem.RootPointerChecksum, value: rootPointer);
            }

            tables = new(BinaryPrimitives.ReadUInt64LittleEndian(pointer[24..]), AcpiSignature.Xsdt);
        }

        return ReadTable<TMemory>(tables._root, tables._rootSignature, tables._rootSignature, out _);
    }

    /// <summary>The first table of that name, whole, with its header.</summary>
    public AcpiResult Find<TMemory>(AcpiSignature signature, out ReadOnlySpan<byte> table)
        where TMemory : IPhysicalMemory
    {
        table = default;
        var result = ReadTable<TMemory>(_root, _rootSignature, _rootSignature, out var root);
        if (!result.IsGood)
        {
            return result;
        }

        for (var entries = root[HeaderSize..]; entries.Length >= EntrySize; entries = entries[EntrySize..])
        {
            var address = ReadEntry(entries);
            ReadOnlySpan<byte> header = TMemory.Map(address, HeaderSize);
            if (header.IsEmpty)
            {
                return new(AcpiProblem.Unreachable, _rootSignature, address);
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == (uint)signature)
            {
                return ReadTable<TMemory>(address, signature, _rootSignature, out table);
            }
        }

        return new(AcpiProblem.Missing, signature);
    }

    /// <summary>Number of tables that the root table lists.</summary>
    /// <param name="count">The number.</param>
    public AcpiResult Count<TMemory>(out int count)
        where TMemory : IPhysicalMemory
    {
        var result = ReadTable<TMemory>(_root, _rootSignature, _rootSignature, out var root);
        count = result.IsGood ? (root.Length - HeaderSize) / EntrySize : 0;
        return result;
    }

    /// <summary>Writes a root table of this one's entries and one more.</summary>
    /// <param name="table">Where it goes: a header and 8 bytes for each entry, the new one included.</param>
    /// <param name="addition">Physical address of the table to be listed last.</param>
    public AcpiResult CopyRoot<TMemory>(Span<byte> table, ulong addition)
        where TMemory : IPhysicalMemory
    {
        var result = ReadTable<TMemory>(_root, _rootSignature, _rootSignature, out var root);
        if (!result.IsGood)
        {
            return result;
        }

        var target = table[HeaderSize..];
        for (var entries = root[HeaderSize..]; entries.Length >= EntrySize && target.Length > sizeof(ulong); entries = entries[EntrySize..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target, ReadEntry(entries));
            target = target[sizeof(ulong)..];
        }

        BinaryPrimitives.WriteUInt64LittleEndian(target, addition);
        AcpiHeader.Write(table, AcpiSignature.Xsdt, 1);
        return default;
    }

    private static AcpiResult ReadTable<TMemory>(ulong address, AcpiSignature signature, AcpiSignature pointedToBy, out ReadOnlySpan<byte> table)
        where TMemory : IPhysicalMemory
    {
        table = default;
        ReadOnlySpan<byte> header = TMemory.Map(address, HeaderSize);
        if (header.IsEmpty)
        {
            return new(AcpiProblem.Unreachable, pointedToBy, address);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != (uint)signature)
        {
            return new(AcpiProblem.Signature, signature, address);
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (length is < HeaderSize or > MaxTableSize)
        {
            return new(AcpiProblem.Length, signature, length);
        }

        ReadOnlySpan<byte> whole = TMemory.Map(address, length);
        if (whole.IsEmpty)
        {
            return new(AcpiProblem.Unreachable, signature, address + length);
        }

        var sum = Sum(whole);
        if (sum != 0)
        {
            return new(AcpiProblem.Checksum, signature, sum);
        }

        table = whole;
        return default;
    }

    private ulong ReadEntry(ReadOnlySpan<byte> entries)
        => EntrySize == sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(entries) : BinaryPrimitives.ReadUInt32LittleEndian(entries);

    private static bool TryFindRootPointer<TMemory>(out ulong address)
        where TMemory : IPhysicalMemory
    {
        for (address = BiosAreaStart; address < BiosAreaEnd; address += 16)
        {
            ReadOnlySpan<byte> candidate = TMemory.Map(address, RootPointerSize);
            if (!candidate.IsEmpty && candidate[..8].SequenceEqual("RSD PTR "u8) && Sum(candidate) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static byte Sum(ReadOnlySpan<byte> bytes) => AcpiHeader.Sum(bytes);
}
