using System;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Loading;

/// <summary>Whether a file is a sidecar kernel, and why not.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="value">The value that is.</param>
/// <param name="limit">What it is measured against.</param>
public readonly struct ImageResult(ImageProblem problem, ulong value = 0, ulong limit = 0)
{
    /// <summary>What is wrong.</summary>
    public ImageProblem Problem { get; } = problem;

    /// <summary>The value that is, see <see cref="ImageProblem"/>.</summary>
    public ulong Value { get; } = value;

    /// <summary>What it is measured against, see <see cref="ImageProblem"/>.</summary>
    public ulong Limit { get; } = limit;

    /// <summary>Whether all is well.</summary>
    public bool IsGood => Problem == ImageProblem.None;

    /// <summary>Appends one sentence that names the file and the value.</summary>
    /// <param name="file">The file's name; empty for <c>sidecar.elf</c>.</param>
    /// <param name="text">Where it goes.</param>
    public void Describe(ReadOnlySpan<byte> file, ref Utf8Writer text)
    {
        text.Write(file.IsEmpty ? "sidecar.elf"u8 : file);
        text.Write(": "u8);
        if (Problem < ImageProblem.ProgramHeaderSize)
        {
            DescribeHeader(ref text);
        }
        else if (Problem < ImageProblem.NoDynamic)
        {
            DescribeSegments(ref text);
        }
        else
        {
            DescribeDynamic(ref text);
        }
    }

    private void DescribeHeader(ref Utf8Writer text)
    {
        switch (Problem)
        {
            case ImageProblem.None:
                text.Write("good"u8);
                break;
            case ImageProblem.TooShort:
                Write("has "u8, Value, " bytes, too short for an ELF header of 64"u8, ref text);
                break;
            case ImageProblem.Magic:
                WriteHex("not an ELF file, it starts with "u8, Value, ", expected 0x464c457f"u8, ref text);
                break;
            case ImageProblem.Class:
                Write("ELF class is "u8, Value, ", expected 2 (64-bit)"u8, ref text);
                break;
            case ImageProblem.Endianness:
                Write("ELF data encoding is "u8, Value, ", expected 1 (little-endian)"u8, ref text);
                break;
            case ImageProblem.Version:
                Write("ELF version is "u8, Value, ", expected 1"u8, ref text);
                break;
            case ImageProblem.Machine:
                Write("made for machine "u8, Value, ", expected 62 (x86-64)"u8, ref text);
                break;
            case ImageProblem.Type:
                Write("ELF type is "u8, Value, ", expected 3 (position-independent)"u8, ref text);
                break;
        }
    }

    private void DescribeSegments(ref Utf8Writer text)
    {
        switch (Problem)
        {
            case ImageProblem.ProgramHeaderSize:
                Write("program headers of "u8, Value, " bytes, expected 56"u8, ref text);
                break;
            case ImageProblem.ProgramHeaderCount:
                Write("has "u8, Value, " program headers, expected 1 to 32"u8, ref text);
                break;
            case ImageProblem.ProgramHeadersOutside:
                Write("truncated: the program headers end at byte "u8, Value, ", the file at "u8, Limit, ref text);
                break;
            case ImageProblem.Interpreter:
                Write("program header "u8, Value, " asks for an interpreter: this is a program, not a kernel"u8, ref text);
                break;
            case ImageProblem.SegmentOutside:
                Write("truncated: a segment ends at byte "u8, Value, ", the file at "u8, Limit, ref text);
                break;
            case ImageProblem.SegmentSizes:
                Write("a segment has "u8, Value, " bytes in the file, more than in memory: "u8, Limit, ref text);
                break;
            case ImageProblem.SegmentTooHigh:
                WriteHex("a segment ends at "u8, Value, ", beyond the image's 2 MiB"u8, ref text);
                break;
            case ImageProblem.WritableCode:
                Write("segment "u8, Value, " is both writable and executable"u8, ref text);
                break;
            case ImageProblem.SegmentsOverlap:
                Write("segments overlap: "u8, Value, " and "u8, Limit, ref text);
                break;
            case ImageProblem.NoSegments:
                text.Write("there is no segment to load"u8);
                break;
            case ImageProblem.Entry:
                WriteHex("the entry point "u8, Value, " is in no executable segment"u8, ref text);
                break;
        }
    }

    private void DescribeDynamic(ref Utf8Writer text)
    {
        switch (Problem)
        {
            case ImageProblem.NoDynamic:
                text.Write("there is no dynamic section, so it could not relocate itself"u8);
                break;
            case ImageProblem.SecondDynamic:
                Write("program header "u8, Value, " is a second dynamic section"u8, ref text);
                break;
            case ImageProblem.DynamicOutside:
                WriteHex("the dynamic section at "u8, Value, " is not within a segment"u8, ref text);
                break;
            case ImageProblem.DynamicUnterminated:
                text.Write("the dynamic section has no end"u8);
                break;
            case ImageProblem.DynamicTag:
                WriteHex("the dynamic section has tag "u8, Value, ", which a static image has not"u8, ref text);
                break;
            case ImageProblem.RelocationsOutside:
                WriteHex("the relocations at "u8, Value, " are not within a segment"u8, ref text);
                break;
            case ImageProblem.RelocationSize:
                Write("relocations of "u8, Value, " bytes, expected 24"u8, ref text);
                break;
            case ImageProblem.RelocationType:
                Write("a relocation of type "u8, Value, ", expected 8 (relative); number "u8, Limit, ref text);
                break;
            case ImageProblem.RelocationTarget:
                WriteHex("a relocation writes to "u8, Value, ", outside of every segment"u8, ref text);
                break;
            case ImageProblem.NoModule:
                text.Write("no such module was loaded"u8);
                break;
            case ImageProblem.ModuleUnreachable:
                WriteHex("loaded at "u8, Value, ", outside of mapped memory"u8, ref text);
                break;
        }
    }

    private static void Write(ReadOnlySpan<byte> before, ulong value, ReadOnlySpan<byte> after, ref Utf8Writer text)
    {
        text.Write(before);
        text.WriteDecimal(value);
        text.Write(after);
    }

    private static void Write(ReadOnlySpan<byte> before, ulong value, ReadOnlySpan<byte> between, ulong limit, ref Utf8Writer text)
    {
        Write(before, value, between, ref text);
        text.WriteDecimal(limit);
    }

    private static void WriteHex(ReadOnlySpan<byte> before, ulong value, ReadOnlySpan<byte> after, ref Utf8Writer text)
    {
        text.Write(before);
        text.WriteHex(value);
        text.Write(after);
    }
}
