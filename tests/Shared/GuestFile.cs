using System;
using System.Buffers.Binary;

namespace Sidecar.Tests;

/// <summary>Makes ELF files, right and wrong ones.</summary>
internal static class GuestFile
{
    public const ulong Entry = 0x20_0010;
    public const int Headers = 64;
    public const int HeaderSize = 56;
    public const int SegmentOffset = 0x200;

    /// <summary>An executable with a segment of code at 0x200000 and one of data, larger in memory than in the file, at 0x201000.</summary>
    public static byte[] Create()
    {
        var file = new byte[0x400];
        "\u007fELF"u8.CopyTo(file);
        (file[4], file[5], file[6]) = (2, 1, 1);
        Write16(file, 16, 2);
        Write16(file, 18, 62);
        Write64(file, 24, Entry);
        Write64(file, 32, Headers);
        Write16(file, 54, HeaderSize);
        Write16(file, 56, 2);
        Segment(file, 0, flags: 5, SegmentOffset, 0x20_0000, 0x100, 0x100);
        Segment(file, 1, flags: 6, SegmentOffset + 0x100, 0x20_1000, 0x80, 0x1000);
        for (var i = SegmentOffset; i < file.Length; i++)
        {
            file[i] = (byte)(i * 7);
        }

        return file;
    }

    public static void Segment(Span<byte> file, int index, uint flags, ulong offset, ulong address, ulong fileSize, ulong memorySize, uint type = 1)
    {
        var header = file[(Headers + (index * HeaderSize))..];
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], flags);
        Write64(header, 8, offset);
        Write64(header, 16, address);
        Write64(header, 32, fileSize);
        Write64(header, 40, memorySize);
    }

    public static void Write16(Span<byte> file, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file[offset..], value);

    public static void Write64(Span<byte> file, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file[offset..], value);
}
