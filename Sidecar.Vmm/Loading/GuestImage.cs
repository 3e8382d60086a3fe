using System;
using System.Buffers.Binary;
using Sidecar.Protocol.Elf;

namespace Sidecar.Vmm.Loading;

/// <summary>
/// A file with a program for VTL0: an ELF64 executable for 64-bit mode, or a flat image that starts in real mode (docs/guests.md). Hostile: nothing of it is used before it is checked.
/// </summary>
public readonly ref struct GuestImage
{
    private const int HeaderSize = 64;
    private const int MaxSegments = 16;
    private const ushort TypeExecutable = 2;
    private const ushort MachineX64 = 62;

    private readonly ReadOnlySpan<byte> _file;

    private GuestImage(ReadOnlySpan<byte> file, bool isFlat, ulong entry, int headers, int segmentCount)
    {
        _file = file;
        IsFlat = isFlat;
        Entry = entry;
        Headers = headers;
        SegmentCount = segmentCount;
    }

    /// <summary>Whether it is a flat image, entered in real mode.</summary>
    public bool IsFlat { get; }

    /// <summary>Guest-virtual address of the first instruction; of an ELF executable.</summary>
    public ulong Entry { get; }

    /// <summary>The file.</summary>
    public ReadOnlySpan<byte> File => _file;

    /// <summary>Number of program headers.</summary>
    public int SegmentCount { get; }

    private int Headers { get; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="name">Its name, of which the end says what it is.</param>
    /// <param name="file">Its bytes, which nobody changes meanwhile.</param>
    /// <param name="image">The guest.</param>
    public static GuestImageProblem Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> file, out GuestImage image)
    {
        image = default;
        if (EndsWith(name, ".bin"u8))
        {
            if (file.IsEmpty || file.Length > (int)GuestLayout.FlatSize)
            {
                return GuestImageProblem.FlatSize;
            }

            image = new GuestImage(file, isFlat: true, 0, 0, 0);
            return GuestImageProblem.None;
        }

        return EndsWith(name, ".elf"u8) ? ReadElf(file, out image) : GuestImageProblem.UnknownKind;
    }

    /// <summary>A program header.</summary>
    /// <param name="index">Below <see cref="SegmentCount"/>.</param>
    public Segment SegmentAt(int index) => new(_file.Slice(Headers + (index * Segment.HeaderSize), Segment.HeaderSize));

    /// <summary>What a problem is, as the end of a sentence.</summary>
    public static ReadOnlySpan<byte> Text(GuestImageProblem problem) => problem switch
    {
        GuestImageProblem.None => "it is a guest"u8,
        GuestImageProblem.UnknownKind => "its name ends neither in .elf nor in .bin"u8,
        GuestImageProblem.FlatSize => "a flat image has 1 to 65,536 bytes"u8,
        GuestImageProblem.TooShort => "it ends before its ELF header"u8,
        GuestImageProblem.NotElf => "it has no ELF magic number"u8,
        GuestImageProblem.NotElf64 => "it is not a 64-bit little-endian ELF file"u8,
        GuestImageProblem.NotExecutable => "it is not linked at a fixed address (ET_EXEC)"u8,
        GuestImageProblem.NotX64 => "it is not for x86-64"u8,
        GuestImageProblem.ProgramHeaders => "its program headers are not in the file, or not 1 to 16 of 56 bytes"u8,
        GuestImageProblem.Dynamic => "it wants a dynamic loader"u8,
        GuestImageProblem.SegmentInFile => "a segment's bytes are not in the file, or more than it has in memory"u8,
        GuestImageProblem.SegmentAddress => "a segment lies outside 0x200000 to 0x3fffff"u8,
        GuestImageProblem.SegmentsOverlap => "two of its segments overlap"u8,
        GuestImageProblem.NoSegment => "it has nothing to load"u8,
        _ => "its entry point is not in a segment that may be executed"u8,
    };

    private static GuestImageProblem ReadElf(ReadOnlySpan<byte> file, out GuestImage image)
    {
        image = default;
        if (file.Length < HeaderSize)
        {
            return GuestImageProblem.TooShort;
        }

        if (!file.StartsWith("\u007fELF"u8))
        {
            return GuestImageProblem.NotElf;
        }

        // EI_CLASS, EI_DATA, EI_VERSION: 64-bit, little-endian, current (System V ABI, "ELF identification").
        if (file[4] != 2 || file[5] != 1 || file[6] != 1)
        {
            return GuestImageProblem.NotElf64;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(file[16..]) != TypeExecutable)
        {
            return GuestImageProblem.NotExecutable;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(file[18..]) != MachineX64)
        {
            return GuestImageProblem.NotX64;
        }

        var entry = BinaryPrimitives.ReadUInt64LittleEndian(file[24..]);
        var headers = BinaryPrimitives.ReadUInt64LittleEndian(file[32..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(file[54..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file[56..]);
        if (size != Segment.HeaderSize || count is 0 or > MaxSegments
            || headers > (ulong)file.Length || (ulong)(count * Segment.HeaderSize) > (ulong)file.Length - headers)
        {
            return GuestImageProblem.ProgramHeaders;
        }

        image = new GuestImage(file, isFlat: false, entry, (int)headers, count);
        return CheckSegments(image);
    }

    private static GuestImageProblem CheckSegments(GuestImage image)
    {
        var loaded = 0;
        var isEntered = false;
        for (var i = 0; i < image.SegmentCount; i++)
        {
            var segment = image.SegmentAt(i);
            if (segment.Type is Segment.Dynamic or Segment.Interpreter)
            {
                return GuestImageProblem.Dynamic;
            }

            if (segment.Type != Segment.Load || segment.MemorySize == 0)
            {
                continue;
            }

            loaded++;
            if (segment.FileSize > segment.MemorySize || segment.Offset > (ulong)image._file.Length || segment.FileSize > (ulong)image._file.Length - segment.Offset)
            {
                return GuestImageProblem.SegmentInFile;
            }

            if (segment.Address is < GuestLayout.Image or >= GuestLayout.ImageEnd || segment.MemorySize > GuestLayout.ImageEnd - segment.Address)
            {
                return GuestImageProblem.SegmentAddress;
            }

            for (var other = 0; other < i; other++)
            {
                var earlier = image.SegmentAt(other);
                if (earlier.Type == Segment.Load && earlier.Address < segment.Address + segment.MemorySize && segment.Address < earlier.Address + earlier.MemorySize)
                {
                    return GuestImageProblem.SegmentsOverlap;
                }
            }

            isEntered |= segment.IsExecutable && segment.Contains(image.Entry, 1);
        }

        return loaded == 0 ? GuestImageProblem.NoSegment : isEntered ? GuestImageProblem.None : GuestImageProblem.Entry;
    }

    private static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
        => text.Length >= end.Length && text[(text.Length - end.Length)..].SequenceEqual(end);
}
