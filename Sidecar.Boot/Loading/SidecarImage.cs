using System;
using System.Buffers.Binary;
using Sidecar.Protocol.Elf;

namespace Sidecar.Boot.Loading;

/// <summary>
/// A <c>sidecar.elf</c>: a static, position-independent ELF-64 image of at most 2 MiB that relocates itself. Nothing of a file is believed before it has
/// been checked; a file that passes can be loaded and, as far as a loader can tell, run.
/// </summary>
public readonly ref struct SidecarImage
{
    /// <summary>Bytes of memory that an image gets, and its alignment.</summary>
    public const ulong BlockSize = 0x20_0000;

    private const int HeaderSize = 64;
    private const int MaxProgramHeaders = 32;
    private const uint Magic = 0x464c_457f;

    private readonly ReadOnlySpan<byte> _file;
    private readonly ReadOnlySpan<byte> _programHeaders;

    private SidecarImage(ReadOnlySpan<byte> file, ReadOnlySpan<byte> programHeaders, ulong entry)
    {
        _file = file;
        _programHeaders = programHeaders;
        Entry = entry;
    }

    /// <summary>The entry point, relative to the image.</summary>
    public ulong Entry { get; }

    /// <summary>Number of program headers.</summary>
    public int SegmentCount => _programHeaders.Length / Segment.HeaderSize;

    /// <summary>Bytes of memory that the image uses, from its start on.</summary>
    public ulong MemorySize
    {
        get
        {
            var size = 0UL;
            for (var i = 0; i < SegmentCount; i++)
            {
                var segment = this[i];
                size = segment.Type == Segment.Load ? Math.Max(size, segment.Address + segment.MemorySize) : size;
            }

            return size;
        }
    }

    /// <summary>A program header by its number.</summary>
    public Segment this[int index] => new(_programHeaders.Slice(index * Segment.HeaderSize, Segment.HeaderSize));

    /// <summary>Checks a file through and through.</summary>
    /// <param name="file">The file.</param>
    /// <param name="image">The image, usable when the result is good.</param>
    public static ImageResult Open(ReadOnlySpan<byte> file, out SidecarImage image)
    {
        image = default;
        var result = CheckHeader(file);
        if (!result.IsGood)
        {
            return result;
        }

        var offset = BinaryPrimitives.ReadUInt64LittleEndian(file[32..]);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(file[56..]) * Segment.HeaderSize;
        if (offset > (ulong)file.Length || (ulong)file.Length - offset < (ulong)length)
        {
            return new(ImageProblem.ProgramHeadersOutside, SaturatingAdd(offset, (ulong)length), (ulong)file.Length);
        }

        var candidate = new SidecarImage(file, file.Slice((int)offset, length), BinaryPrimitives.ReadUInt64LittleEndian(file[24..]));
        result = candidate.CheckSegments();
        if (!result.IsGood)
        {
            return result;
        }

        result = DynamicSection.Check(candidate, file);
        if (result.IsGood)
        {
            image = candidate;
        }

        return result;
    }

    /// <summary>Copies the image to where it will run, and zeroes the rest of the block.</summary>
    /// <param name="block"><see cref="BlockSize"/> bytes.</param>
    public void Load(Span<byte> block)
    {
        block.Clear();
        for (var i = 0; i < SegmentCount; i++)
        {
            var segment = this[i];
            if (segment.Type == Segment.Load)
            {
                _file.Slice((int)segment.Offset, (int)segment.FileSize).CopyTo(block[(int)segment.Address..]);
            }
        }
    }

    private static ImageResult CheckHeader(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderSize)
        {
            return new(ImageProblem.TooShort, (ulong)file.Length);
        }

        var magic = BinaryPrimitives.ReadUInt32LittleEndian(file);
        if (magic != Magic)
        {
            return new(ImageProblem.Magic, magic);
        }

        if (file[4] != 2)
        {
            return new(ImageProblem.Class, file[4]);
        }

        if (file[5] != 1)
        {
            return new(ImageProblem.Endianness, file[5]);
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(file[20..]);
        if (file[6] != 1 || version != 1)
        {
            return new(ImageProblem.Version, file[6] != 1 ? file[6] : version);
        }

        var machine = BinaryPrimitives.ReadUInt16LittleEndian(file[18..]);
        if (machine != 62)
        {
            return new(ImageProblem.Machine, machine);
        }

        var type = BinaryPrimitives.ReadUInt16LittleEndian(file[16..]);
        if (type != 3)
        {
            return new(ImageProblem.Type, type);
        }

        var programHeaderSize = BinaryPrimitives.ReadUInt16LittleEndian(file[54..]);
        if (programHeaderSize != Segment.HeaderSize)
        {
            return new(ImageProblem.ProgramHeaderSize, programHeaderSize);
        }

        var count = BinaryPrimitives.ReadUInt16LittleEndian(file[56..]);
        return count is 0 or > MaxProgramHeaders ? new(ImageProblem.ProgramHeaderCount, count) : default;
    }

    private ImageResult CheckSegments()
    {
        var any = false;
        var entryFound = false;
        for (var i = 0; i < SegmentCount; i++)
        {
            var segment = this[i];
            if (segment.Type == Segment.Interpreter)
            {
                return new(ImageProblem.Interpreter, (ulong)i);
            }

            if (segment.Type != Segment.Load)
            {
                continue;
            }

            var result = CheckLoaded(i, segment);
            if (!result.IsGood)
            {
                return result;
            }

            any = true;
            entryFound |= segment.IsExecutable && segment.ContainsInFile(Entry, 1);
        }

        return !any ? new(ImageProblem.NoSegments) : !entryFound ? new(ImageProblem.Entry, Entry) : default;
    }

    private ImageResult CheckLoaded(int index, Segment segment)
    {
        if (segment.Offset > (ulong)_file.Length || segment.FileSize > (ulong)_file.Length - segment.Offset)
        {
            return new(ImageProblem.SegmentOutside, SaturatingAdd(segment.Offset, segment.FileSize), (ulong)_file.Length);
        }

        if (segment.FileSize > segment.MemorySize)
        {
            return new(ImageProblem.SegmentSizes, segment.FileSize, segment.MemorySize);
        }

        if (segment.Address > BlockSize || segment.MemorySize > BlockSize - segment.Address)
        {
            return new(ImageProblem.SegmentTooHigh, SaturatingAdd(segment.Address, segment.MemorySize));
        }

        if (segment.IsWritable && segment.IsExecutable)
        {
            return new(ImageProblem.WritableCode, (ulong)index);
        }

        for (var other = 0; other < index; other++)
        {
            var earlier = this[other];
            if (earlier.Type == Segment.Load
                && segment.Address < earlier.Address + earlier.MemorySize && earlier.Address < segment.Address + segment.MemorySize)
            {
                return new(ImageProblem.SegmentsOverlap, (ulong)other, (ulong)index);
            }
        }

        return default;
    }

    private static ulong SaturatingAdd(ulong left, ulong right) => right > ulong.MaxValue - left ? ulong.MaxValue : left + right;
}
