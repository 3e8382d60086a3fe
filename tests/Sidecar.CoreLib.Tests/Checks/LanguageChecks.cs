using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sidecar.CoreLib.Tests.Checks;

/// <summary>What C# builds on the core library.</summary>
internal static unsafe class LanguageChecks
{
    internal static void Run<TReport>()
        where TReport : struct, IReport
    {
        TReport.Check(SidesOf<Square>() == 4 && SidesOf<Triangle>() == 3, "static abstract members"u8);
        var square = new Square(9);
        TReport.Check(AreaOf(ref square) == 81, "interfaces as constraints"u8);

        Buffer16 buffer = default;
        buffer[3] = 7;
        buffer[^1] = 9;
        Span<byte> whole = buffer;
        TReport.Check(whole[3] == 7 && whole[15] == 9 && buffer[4..8].Length == 4, "inline arrays"u8);

        delegate*<int, int> twice = &Twice;
        TReport.Check(twice(21) == 42, "function pointers"u8);

        Overlay overlay = default;
        overlay.High = 0xdead;
        TReport.Check(overlay.Whole == 0xdeadUL << 32 && sizeof(Overlay) == 16, "explicit layout"u8);
        overlay.LowByReference = 3;
        TReport.Check((uint)overlay.Whole == 3, "references to a struct's own fields"u8);
        overlay.Bytes[7] = 5;
        TReport.Check(overlay.Bytes[7] == 5, "fixed buffers"u8);

        TReport.Check(Kind(1, 2) == 1 && Kind(2, 6) == 2 && Kind(0, 0) == 0, "tuple patterns"u8);
        TReport.Check(OverThree(5) is 5 && OverThree(2) is null && (OverThree(1) ?? 77) == 77 && OverThree(4)!.Value == 4, "nullable numbers"u8);
        var (first, second) = (3, 4);
        (first, second) = (second, first);
        TReport.Check(first == 4 && second == 3, "deconstruction"u8);

        var letters = new Letters("abc"u8);
        var sum = 0;
        while (letters.TryNext(out var letter))
        {
            sum += letter;
        }

        TReport.Check(sum == 'a' + 'b' + 'c', "ref structs that hold spans"u8);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SidesOf<T>()
        where T : struct, IShape => T.Sides;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int AreaOf<T>(ref T shape)
        where T : struct, IShape => shape.Area();

    private static int Twice(int value) => 2 * value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Kind(int a, int b) => (a, b) switch
    {
        (1, _) => 1,
        (_, > 5) => 2,
        _ => 0,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int? OverThree(int value) => value > 3 ? value : null;

    private interface IShape
    {
        static abstract int Sides { get; }

        int Area();
    }

    private readonly struct Square(int side) : IShape
    {
        public static int Sides => 4;

        public int Area() => side * side;
    }

    private readonly struct Triangle : IShape
    {
        public static int Sides => 3;

        public int Area() => 0;
    }

    [InlineArray(16)]
    private struct Buffer16
    {
        private byte _first;
    }

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    private struct Overlay
    {
        [FieldOffset(0)]
        public ulong Whole;

        [FieldOffset(0)]
        private uint _low;

        [FieldOffset(4)]
        public uint High;

        [FieldOffset(8)]
        public fixed byte Bytes[8];

        [UnscopedRef]
        public ref uint LowByReference => ref _low;
    }

    private ref struct Letters(ReadOnlySpan<byte> text)
    {
        private ReadOnlySpan<byte> _rest = text;

        public bool TryNext(out byte letter)
        {
            if (_rest.IsEmpty)
            {
                letter = 0;
                return false;
            }

            letter = _rest[0];
            _rest = _rest[1..];
            return true;
        }
    }
}
