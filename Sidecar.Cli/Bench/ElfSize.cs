using System;
using System.Buffers.Binary;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Bench;

/// <summary>How much memory a 64-bit ELF image takes.</summary>
internal static class ElfSize
{
    private const int HeaderLength = 64;
    private const int ProgramHeaderLength = 56;
    private const uint Load = 1;

    /// <summary>Bytes from the start of the first loaded segment to the end of the last, as in System V's gABI, chapters 4 and 5.</summary>
    /// <exception cref="CliException">The bytes are no such image.</exception>
    public static ulong InMemory(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength || !file.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            throw new CliException("sidecar.elf is no 64-bit little-endian ELF file");
        }

        var table = BinaryPrimitives.ReadUInt64LittleEndian(file[32..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[56..]);
        ulong lowest = ulong.MaxValue, highest = 0;
        for (var index = 0; index < count; index++)
        {
            var start = table + (ulong)(index * ProgramHeaderLength);
            if (start > (ulong)(file.Length - ProgramHeaderLength))
            {
                throw new CliException("sidecar.elf is cut off inside its program headers");
            }

            var header = file.Slice((int)start, ProgramHeaderLength);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == Load)
            {
                var address = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
                lowest = Math.Min(lowest, address);
                highest = Math.Max(highest, address + BinaryPrimitives.ReadUInt64LittleEndian(header[40..]));
            }
        }

        return highest > lowest ? highest - lowest : throw new CliException("sidecar.elf has no segment to load");
    }
}
