using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Sidecar.ImageCheck.Elf;

/// <summary>As much of a 64-bit little-endian ELF file as the rules look at. Reads any file without harm: what does not fit is an error.</summary>
public sealed class ElfFile
{
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const int SectionSize = 64;
    private const int SymbolSize = 24;
    private const int DynamicSize = 16;

    private readonly byte[] _bytes;

    private ElfFile(byte[] bytes)
    {
        _bytes = bytes;
        var header = Slice(0, HeaderSize, "ELF header");
        if (!header[..6].SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            throw new ElfFormatException("not a 64-bit little-endian ELF file");
        }

        Type = BinaryPrimitives.ReadUInt16LittleEndian(header[16..]);
        Machine = BinaryPrimitives.ReadUInt16LittleEndian(header[18..]);
        Segments = ReadSegments(header);
        Sections = ReadSections(header);
        Symbols = ReadSymbols();
        Dynamic = ReadDynamic();
    }

    /// <summary>ET_EXEC.</summary>
    public const int Executable = 2;

    /// <summary>ET_DYN.</summary>
    public const int PositionIndependent = 3;

    /// <summary>EM_X86_64.</summary>
    public const int X64 = 62;

    /// <summary>ET_…</summary>
    public int Type { get; }

    /// <summary>EM_…</summary>
    public int Machine { get; }

    /// <summary>The program headers.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>The section headers.</summary>
    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>The symbols; none in a stripped file.</summary>
    public IReadOnlyList<ElfSymbol> Symbols { get; }

    /// <summary>The dynamic segment.</summary>
    public IReadOnlyList<(DynamicTag Tag, ulong Value)> Dynamic { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ElfFormatException">It is damaged, or no 64-bit ELF file.</exception>
    public static ElfFile Parse(byte[] bytes) => new(bytes);

    /// <summary>The bytes of a section.</summary>
    public ReadOnlySpan<byte> Contents(ElfSection section) => Slice(section.Offset, section.Size, $"section {section.Name}");

    /// <summary>Bytes at a virtual address.</summary>
    public ReadOnlySpan<byte> AtAddress(ulong address, ulong size, string what)
    {
        var segment = Segments.FirstOrDefault(s => s.Type == ElfSegment.Load && address >= s.Address && address - s.Address < s.FileSize)
            ?? throw new ElfFormatException($"the {what}, at 0x{address:x}, is in no segment");
        return Slice(segment.Offset + (address - segment.Address), size, what);
    }

    /// <summary>The value of the first dynamic entry with a tag; 0 when there is none.</summary>
    public ulong DynamicValue(DynamicTag tag) => Dynamic.FirstOrDefault(d => d.Tag == tag).Value;

    private ElfSegment[] ReadSegments(ReadOnlySpan<byte> header)
    {
        var table = Slice(U64(header, 32), (ulong)BinaryPrimitives.ReadUInt16LittleEndian(header[56..]) * SegmentSize, "program headers");
        var segments = new ElfSegment[table.Length / SegmentSize];
        for (var i = 0; i < segments.Length; i++)
        {
            var entry = table.Slice(i * SegmentSize, SegmentSize);
            segments[i] = new(U32(entry, 0), U32(entry, 4), U64(entry, 8), U64(entry, 16), U64(entry, 32), U64(entry, 40));
        }

        return segments;
    }

    private ElfSection[] ReadSections(ReadOnlySpan<byte> header)
    {
        var table = Slice(U64(header, 40), (ulong)BinaryPrimitives.ReadUInt16LittleEndian(header[60..]) * SectionSize, "section headers");
        var sections = new ElfSection[table.Length / SectionSize];
        int nameTable = BinaryPrimitives.ReadUInt16LittleEndian(header[62..]);
        if (sections.Length == 0)
        {
            return sections;
        }

        if (nameTable >= sections.Length)
        {
            throw new ElfFormatException("the section name table does not exist");
        }

        var namesEntry = table.Slice(nameTable * SectionSize, SectionSize);
        var names = Slice(U64(namesEntry, 24), U64(namesEntry, 32), "section names");
        for (var i = 0; i < sections.Length; i++)
        {
            var entry = table.Slice(i * SectionSize, SectionSize);
            sections[i] = new(Text(names, U32(entry, 0)), U32(entry, 4), U64(entry, 8), U64(entry, 16), U64(entry, 24), U64(entry, 32), U32(entry, 40));
        }

        return sections;
    }

    private ElfSymbol[] ReadSymbols()
    {
        var section = Sections.FirstOrDefault(s => s.Type == ElfSection.SymbolTable);
        if (section is null)
        {
            return [];
        }

        if (section.Link >= Sections.Count)
        {
            throw new ElfFormatException("the symbol table has no names");
        }

        var table = Contents(section);
        var names = Contents(Sections[(int)section.Link]);
        var symbols = new ElfSymbol[table.Length / SymbolSize];
        for (var i = 0; i < symbols.Length; i++)
        {
            var entry = table.Slice(i * SymbolSize, SymbolSize);
            symbols[i] = new(Text(names, U32(entry, 0)), entry[4] & 15, BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]), U64(entry, 8));
        }

        return symbols;
    }

    private List<(DynamicTag Tag, ulong Value)> ReadDynamic()
    {
        var entries = new List<(DynamicTag Tag, ulong Value)>();
        var segment = Segments.FirstOrDefault(s => s.Type == ElfSegment.Dynamic);
        if (segment is null)
        {
            return entries;
        }

        var table = Slice(segment.Offset, segment.FileSize, "dynamic segment");
        for (var at = 0; at + DynamicSize <= table.Length; at += DynamicSize)
        {
            var tag = (DynamicTag)U64(table, at);
            if (tag == DynamicTag.Null)
            {
                break;
            }

            entries.Add((tag, U64(table, at + 8)));
        }

        return entries;
    }

    private ReadOnlySpan<byte> Slice(ulong offset, ulong size, string what)
    {
        var length = (ulong)_bytes.Length;
        return offset <= length && size <= length - offset
            ? _bytes.AsSpan((int)offset, (int)size)
            : throw new ElfFormatException($"the file is truncated: its {what} would end at byte {offset + size}, it ends at {length}");
    }

    private static string Text(ReadOnlySpan<byte> table, uint offset)
    {
        if (offset >= table.Length)
        {
            throw new ElfFormatException($"a name at {offset} is outside of its table");
        }

        var rest = table[(int)offset..];
        var end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
