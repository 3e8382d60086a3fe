using System;
using System.Buffers.Binary;

namespace Sidecar.Protocol.Elf;

/// <summary>A program header (ELF-64 object file format, "Program header"), 56 bytes in the file.</summary>
public readonly struct Segment
{
    /// <summary>Bytes of a program header.</summary>
    public const int HeaderSize = 56;

    /// <summary>PT_LOAD.</summary>
    public const uint Load = 1;

    /// <summary>PT_DYNAMIC.</summary>
    public const uint Dynamic = 2;

    /// <summary>PT_INTERP.</summary>
    public const uint Interpreter = 3;

    private const uint FlagExecute = 1;
    private const uint FlagWrite = 2;

    private readonly uint _flags;

    /// <summary>Reads a program header.</summary>
    public Segment(ReadOnlySpan<byte> header)
    {
        Type = BinaryPrimitives.ReadUInt32LittleEndian(header);
        _flags = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        Offset = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        Address = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        FileSize = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        MemorySize = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
    }

    /// <summary>What it is for.</summary>
    public uint Type { get; }

    /// <summary>Where its bytes start in the file.</summary>
    public ulong Offset { get; }

    /// <summary>Where it starts in memory, relative to the image.</summary>
    public ulong Address { get; }

    /// <summary>Bytes in the file.</summary>
    public ulong FileSize { get; }

    /// <summary>Bytes in memory; those beyond the file's are zero.</summary>
    public ulong MemorySize { get; }

    /// <summary>Whether it may be written.</summary>
    public bool IsWritable => (_flags & FlagWrite) != 0;

    /// <summary>Whether it may be executed.</summary>
    public bool IsExecutable => (_flags & FlagExecute) != 0;

    /// <summary>Whether memory from <paramref name="address"/> on lies within it. For a segment whose end has been checked.</summary>
    public bool Contains(ulong address, ulong length)
        => address >= Address && address - Address <= MemorySize && length <= MemorySize - (address - Address);

    /// <summary>Whether memory from <paramref name="address"/> on lies within its bytes of the file.</summary>
    public bool ContainsInFile(ulong address, ulong length)
        => address >= Address && address - Address <= FileSize && length <= FileSize - (address - Address);
}
