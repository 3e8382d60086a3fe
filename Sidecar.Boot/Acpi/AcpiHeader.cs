using System;
using System.Buffers.Binary;

namespace Sidecar.Boot.Acpi;

/// <summary>Writes what tables begin with (ACPI specification 6.5, section 5.2.6), and root pointers.</summary>
public static class AcpiHeader
{
    /// <summary>Bytes of a root pointer of revision 2.</summary>
    public const int RootPointerSize = 36;

    private const int ChecksumOffset = 9;

    /// <summary>Puts a header at the beginning of a table, and a checksum in it: last of all.</summary>
    /// <param name="table">The whole table.</param>
    /// <param name="signature">Its name.</param>
    /// <param name="revision">Its revision.</param>
    public static void Write(Span<byte> table, AcpiSignature signature, byte revision)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(table, (uint)signature);
        BinaryPrimitives.WriteUInt32LittleEndian(table[4..], (uint)table.Length);
        table[8] = revision;
        table[ChecksumOffset] = 0;
        "SIDCARSIDECAR "u8.CopyTo(table[10..]);
        BinaryPrimitives.WriteUInt32LittleEndian(table[24..], 1);
        "SDCR"u8.CopyTo(table[28..]);
        BinaryPrimitives.WriteUInt32LittleEndian(table[32..], 1);
        table[ChecksumOffset] = (byte)-Sum(table);
    }

    /// <summary>Writes a root pointer of revision 2 (5.2.5.3).</summary>
    /// <param name="pointer">Its <see cref="RootPointerSize"/> bytes, zeroed.</param>
    /// <param name="root">Physical address of the XSDT.</param>
    public static void WriteRootPointer(Span<byte> pointer, ulong root)
    {
        const int OldSize = 20;
        "RSD PTR "u8.CopyTo(pointer);
        "SIDCAR"u8.CopyTo(pointer[9..]);
        pointer[15] = 2;
        pointer[8] = (byte)-Sum(pointer[..OldSize]);
        BinaryPrimitives.WriteUInt32LittleEndian(pointer[20..], RootPointerSize);
        BinaryPrimitives.WriteUInt64LittleEndian(pointer[24..], root);
        pointer[32] = (byte)-Sum(pointer[..RootPointerSize]);
    }

    /// <summary>The sum of all bytes, which is 0 for a good table.</summary>
    public static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var value in bytes)
        {
            sum += value;
        }

        return sum;
    }
}
