using System;

namespace Sidecar.CoreLib.Tests.Checks;

/// <summary>Copying, filling and clearing: every length to 300, overlapping either way, with what lies around untouched.</summary>
internal static class MemoryChecks
{
    private const int Room = 500;
    private const int At = 100;

    internal static void Run<TReport>()
        where TReport : struct, IReport
    {
        Span<byte> memory = stackalloc byte[Room];
        var up = true;
        var down = true;
        var fill = true;
        var clear = true;
        for (var length = 0; length <= 300; length++)
        {
            for (var shift = 0; shift < 64; shift += 3)
            {
                up &= Copies(memory, At, At + shift, length);
                down &= Copies(memory, At + shift, At, length);
            }

            Pattern(memory);
            memory.Slice(At, length).Fill(0x5a);
            fill &= Holds(memory, At, length, 0x5a);
            Pattern(memory);
            memory.Slice(At, length).Clear();
            clear &= Holds(memory, At, length, 0);
        }

        TReport.Check(up, "copies upwards over themselves"u8);
        TReport.Check(down, "copies downwards over themselves"u8);
        TReport.Check(fill, "fills"u8);
        TReport.Check(clear, "clears"u8);
    }

    private static byte PatternAt(int index) => (byte)((index * 7) + 1);

    private static void Pattern(Span<byte> memory)
    {
        for (var i = 0; i < memory.Length; i++)
        {
            memory[i] = PatternAt(i);
        }
    }

    private static bool Copies(Span<byte> memory, int from, int to, int length)
    {
        Pattern(memory);
        memory.Slice(from, length).CopyTo(memory[to..]);
        for (var i = 0; i < memory.Length; i++)
        {
            var inside = i >= to && i < to + length;
            if (memory[i] != PatternAt(inside ? i - to + from : i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Holds(Span<byte> memory, int at, int length, byte value)
    {
        for (var i = 0; i < memory.Length; i++)
        {
            var inside = i >= at && i < at + length;
            if (memory[i] != (inside ? value : PatternAt(i)))
            {
                return false;
            }
        }

        return true;
    }
}
