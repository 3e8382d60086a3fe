using System;
using System.Buffers.Binary;
using System.Text;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>A small, valid bzImage, to be broken: four sectors of real-mode code with the setup header, then the kernel.</summary>
internal static class LinuxBuilder
{
    public const int SetupLength = 5 * 512;
    public const int KernelLength = 0x3000;
    public const uint MemorySize = 0x9000;
    public const uint Alignment = 0x20_0000;
    public const ulong LowestAddress = 0x100_0000;
    public const string Version = "6.1.0-test (nobody@nowhere) #1";

    public static byte[] Build()
    {
        var file = new byte[SetupLength + KernelLength];
        file[0x1f1] = 4;
        Put16(file, 0x1fe, 0xaa55);
        // A jump over the header, which ends where it leads.
        file[0x200] = 0xeb;
        file[0x201] = 0x6a;
        "HdrS"u8.CopyTo(file.AsSpan(0x202));
        Put16(file, 0x206, 0x20f);
        Put16(file, 0x20e, 0x400);
        file[0x211] = 1;
        Put32(file, 0x214, 0x10_0000);
        Put32(file, 0x22c, 0x7fff_ffff);
        Put32(file, 0x230, Alignment);
        file[0x234] = 1;
        Put16(file, 0x236, 0x3f);
        Put32(file, 0x238, 2047);
        Put64(file, 0x258, LowestAddress);
        Put32(file, 0x260, MemorySize);
        Encoding.ASCII.GetBytes(Version + "\0").CopyTo(file, 0x600);
        for (var i = SetupLength; i < file.Length; i++)
        {
            file[i] = (byte)(i * 7);
        }

        return file;
    }

    public static void Put16(byte[] file, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    public static void Put32(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    public static void Put64(byte[] file, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
}
