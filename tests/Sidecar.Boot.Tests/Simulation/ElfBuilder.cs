using System;
using System.Buffers.Binary;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>A small, valid sidecar.elf, to be broken: text, data with a relocation, a dynamic section.</summary>
internal static class ElfBuilder
{
    public const int ProgramHeaders = 64;
    public const int Text = 0;
    public const int Data = 1;
    public const int Dynamic = 2;
    public const int Other = 3;
    public const int EntryAddress = 0x1010;
    public const int FileLength = 0x3000;
    public const int DynamicOffset = 0x2100;
    public const int RelocationOffset = 0x2200;
    public const ulong MemorySize = 0x3800;

    public static byte[] Build()
    {
        var file = new byte[FileLength];
        "\u007fELF"u8.CopyTo(file);
        file[4] = 2;
        file[5] = 1;
        file[6] = 1;
        Put16(file, 16, 3);
        Put16(file, 18, 62);
        Put32(file, 20, 1);
        Put64(file, 24, EntryAddress);
        Put64(file, 32, ProgramHeaders);
        Put16(file, 52, 64);
        Put16(file, 54, 56);
        Put16(file, 56, 4);
        PutSegment(file, Text, type: 1, flags: 5, offset: 0x1000, address: 0x1000, fileSize: 0x800, memorySize: 0x800);
        PutSegment(file, Data, type: 1, flags: 6, offset: 0x2000, address: 0x2000, fileSize: 0x1000, memorySize: 0x1800);
        PutSegment(file, Dynamic, type: 2, flags: 4, offset: DynamicOffset, address: DynamicOffset, fileSize: 0x80, memorySize: 0x80);
        PutSegment(file, Other, type: 0x6474_e551, flags: 6, offset: 0, address: 0, fileSize: 0, memorySize: 0);
        PutDynamic(file, 0, 7, RelocationOffset);
        PutDynamic(file, 1, 8, 48);
        PutDynamic(file, 2, 9, 24);
        PutDynamic(file, 3, 0x6fff_fff9, 2);
        PutRelocation(file, 0, 0x2000, 8, 0x1010);
        PutRelocation(file, 1, 0x37f8, 8, 0x2000);
        file[EntryAddress] = 0xc3;
        return file;
    }

    public static void PutSegment(byte[] file, int index, uint type, uint flags, ulong offset, ulong address, ulong fileSize, ulong memorySize)
    {
        var at = ProgramHeaders + (index * 56);
        Put32(file, at, type);
        Put32(file, at + 4, flags);
        Put64(file, at + 8, offset);
        Put64(file, at + 16, address);
        Put64(file, at + 24, address);
        Put64(file, at + 32, fileSize);
        Put64(file, at + 40, memorySize);
        Put64(file, at + 48, 0x1000);
    }

    public static void PutDynamic(byte[] file, int index, ulong tag, ulong value)
    {
        Put64(file, DynamicOffset + (index * 16), tag);
        Put64(file, DynamicOffset + (index * 16) + 8, value);
    }

    public static void PutRelocation(byte[] file, int index, ulong target, uint type, ulong addend)
    {
        Put64(file, RelocationOffset + (index * 24), target);
        Put64(file, RelocationOffset + (index * 24) + 8, type);
        Put64(file, RelocationOffset + (index * 24) + 16, addend);
    }

    public static void Put16(byte[] file, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    public static void Put32(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    public static void Put64(byte[] file, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
}
