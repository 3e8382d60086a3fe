using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>Writes ACPI tables into a simulation's memory.</summary>
internal sealed class AcpiBuilder
{
    public const ulong RootPointer = 0xe_0010;
    private const ulong Tables = 0xe_1000;

    private readonly MemoryStream _madt = new();
    private readonly MemoryStream _srat = new();
    private bool _hasSrat;

    /// <summary>Whether the root pointer is ACPI 1.0's, with an RSDT.</summary>
    public bool IsOld { get; set; }

    public AcpiBuilder LocalApic(byte apicId, uint flags = 1) => Madt(0, 8, entry =>
    {
        entry[2] = apicId;
        entry[3] = apicId;
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), flags);
    });

    public AcpiBuilder LocalX2Apic(uint apicId, uint flags = 1) => Madt(9, 16, entry =>
    {
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), apicId);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(12), apicId);
    });

    public AcpiBuilder Processors(int count) => Enumerable.Range(0, count).Aggregate(this, (b, i) => i < 255 ? b.LocalApic((byte)i) : b.LocalX2Apic((uint)i));

    public AcpiBuilder Madt(byte type, byte length, Action<byte[]> fill) => Entry(_madt, type, length, fill);

    public AcpiBuilder Srat(byte type, byte length, Action<byte[]> fill)
    {
        _hasSrat = true;
        return Entry(_srat, type, length, fill);
    }

    public AcpiBuilder PlaceLocalApic(byte apicId, uint numaNode, uint flags = 1) => Srat(0, 16, entry =>
    {
        entry[2] = (byte)numaNode;
        entry[3] = apicId;
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), flags);
        // The local SAPIC id is in the same word as the upper part of the domain, and is not part of it.
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), (numaNode & 0xffff_ff00) | 0x5a);
    });

    public AcpiBuilder PlaceLocalX2Apic(uint apicId, uint numaNode, uint flags = 1) => Srat(2, 24, entry =>
    {
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), numaNode);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), apicId);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(12), flags);
    });

    public AcpiBuilder PlaceMemory(ulong start, ulong length, uint numaNode, uint flags = 1) => Srat(1, 40, entry =>
    {
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(2), numaNode);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), start);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(16), length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(28), flags);
    });

    public byte[] MadtTable() => Table("APIC", [0, 0, 0xe0, 0xfe, 1, 0, 0, 0, .. _madt.ToArray()]);

    public byte[] SratTable() => Table("SRAT", [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. _srat.ToArray()]);

    /// <summary>Writes everything, and answers where each table lies.</summary>
    public Dictionary<string, int> WriteTo(byte[] memory)
    {
        var places = new Dictionary<string, int>();
        var next = (int)Tables;
        var madt = Place(memory, MadtTable(), ref next);
        places["APIC"] = madt;
        var entries = new List<int> { Place(memory, Table("FACP", new byte[8]), ref next), madt };
        if (_hasSrat)
        {
            entries.Add(places["SRAT"] = Place(memory, SratTable(), ref next));
        }

        var root = IsOld
            ? Table("RSDT", entries.SelectMany(BitConverter.GetBytes).ToArray())
            : Table("XSDT", entries.SelectMany(e => BitConverter.GetBytes((ulong)e)).ToArray());
        places[IsOld ? "RSDT" : "XSDT"] = Place(memory, root, ref next);
        WriteRootPointer(memory.AsSpan((int)RootPointer, 36), (ulong)places[IsOld ? "RSDT" : "XSDT"]);
        return places;
    }

    /// <summary>Makes the bytes of a table add up to 0.</summary>
    public static void FixChecksum(Span<byte> table, int at = 9)
    {
        table[at] = 0;
        table[at] = (byte)-Sum(table);
    }

    private static byte[] Table(string signature, byte[] body)
    {
        var table = new byte[36 + body.Length];
        Encoding.ASCII.GetBytes(signature).CopyTo(table, 0);
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(4), table.Length);
        table[8] = 1;
        Encoding.ASCII.GetBytes("SIMSIMSIMULATED").CopyTo(table, 10);
        body.CopyTo(table, 36);
        FixChecksum(table);
        return table;
    }

    private static int Place(byte[] memory, byte[] table, ref int next)
    {
        var place = next;
        table.CopyTo(memory, place);
        next = (place + table.Length + 15) & ~15;
        return place;
    }

    private void WriteRootPointer(Span<byte> pointer, ulong root)
    {
        pointer.Clear();
        "RSD PTR "u8.CopyTo(pointer);
        pointer[15] = IsOld ? (byte)0 : (byte)2;
        BinaryPrimitives.WriteUInt32LittleEndian(pointer[16..], IsOld ? (uint)root : 0);
        FixChecksum(pointer[..20], 8);
        if (!IsOld)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(pointer[20..], 36);
            BinaryPrimitives.WriteUInt64LittleEndian(pointer[24..], root);
            FixChecksum(pointer, 32);
        }
    }

    private static byte Sum(Span<byte> bytes)
    {
        byte sum = 0;
        foreach (var value in bytes)
        {
            sum += value;
        }

        return sum;
    }

    private AcpiBuilder Entry(MemoryStream table, byte type, byte length, Action<byte[]> fill)
    {
        var entry = new byte[length];
        fill(entry);
        entry[0] = type;
        entry[1] = length;
        table.Write(entry);
        return this;
    }
}
