using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.CoreLib.Tests.Checks;

/// <summary>Spans, searching in them, and seeing them as other types.</summary>
internal static class SpanChecks
{
    private static ReadOnlySpan<ushort> Words => [1, 2, 3, 500, 60000];

    internal static void Run<TReport>()
        where TReport : struct, IReport
    {
        TReport.Check(Words.Length == 5 && Words[4] == 60000, "constant data of two-byte elements"u8);
        TReport.Check("abcdef"u8[2..^1].SequenceEqual("cde"u8), "ranges from both ends"u8);
        var range = 1..3;
        TReport.Check("abcdef"u8[range].SequenceEqual("bc"u8), "a range in a variable"u8);
        TReport.Check(range.GetOffsetAndLength(6) == (1, 2) && Index.FromEnd(2).GetOffset(6) == 4, "offset and length of a range"u8);
        TReport.Check("hello"u8.SequenceEqual("hello"u8) && !"hello"u8.SequenceEqual("hellp"u8) && !"a"u8.SequenceEqual("ab"u8), "SequenceEqual"u8);
        TReport.Check("123456789"u8.SequenceEqual("123456789"u8) && !"123456789"u8.SequenceEqual("12345678x"u8), "SequenceEqual beyond eight bytes"u8);
        TReport.Check("hello world"u8.IndexOf("world"u8) == 6 && "hello"u8.IndexOf((byte)'o') == 4 && "hello"u8.IndexOf((byte)'x') == -1, "IndexOf"u8);
        TReport.Check("abc"u8.StartsWith("ab"u8) && !"abc"u8.StartsWith("b"u8) && "abc"u8.EndsWith("bc"u8), "StartsWith and EndsWith"u8);
        TReport.Check(MemoryMarshal.AsBytes(Words).Length == 10 && MemoryMarshal.Cast<byte, uint>("12345"u8).Length == 1, "Cast leaves out a rest"u8);
        TReport.Check(MemoryMarshal.Read<uint>([1, 2, 3, 4, 5]) == 0x0403_0201, "Read"u8);
        TReport.Check(!MemoryMarshal.TryRead<ulong>([1, 2, 3], out _), "TryRead of too few bytes"u8);
        TReport.Check(BinaryPrimitives.ReadUInt32BigEndian([1, 2, 3, 4]) == 0x0102_0304, "big-endian numbers"u8);
        TReport.Check(BinaryPrimitives.ReverseEndianness(0x0102_0304_0506_0708UL) == 0x0807_0605_0403_0201, "ReverseEndianness"u8);

        Span<uint> numbers = stackalloc uint[4];
        numbers.Fill(7);
        numbers[^1] = 9;
        var sum = 0u;
        foreach (ref var number in numbers)
        {
            sum += number;
            number = 0;
        }

        TReport.Check(sum == 30 && numbers.IndexOf(7u) == -1, "Fill, and foreach by reference"u8);
        Span<uint> single = new(ref numbers[2]);
        single[0] = 5;
        TReport.Check(numbers[2] == 5 && single.Length == 1, "a span over one element"u8);
        TReport.Check(numbers[..2].TryCopyTo(numbers[2..]) && !numbers.TryCopyTo(numbers[1..]), "TryCopyTo"u8);
        TReport.Check(Unsafe.AreSame(ref numbers[1], ref Unsafe.Add(ref MemoryMarshal.GetReference(numbers), 1)), "Unsafe.Add"u8);
        TReport.Check(Unsafe.ByteOffset(ref numbers[0], ref numbers[3]) == 12, "Unsafe.ByteOffset"u8);
        TReport.Check(default(Span<byte>).IsEmpty && Unsafe.IsNullRef(ref Unsafe.NullRef<int>()), "nothing"u8);
    }
}
