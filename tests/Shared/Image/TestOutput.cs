using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Tests.Image;

/// <summary>What a test image says, and how it ends (Entry.asm).</summary>
internal static class TestOutput
{
    /// <summary>One line for one check.</summary>
    internal static void Check(bool holds, scoped ReadOnlySpan<byte> what)
    {
        Write(holds ? "holds: "u8 : "FAILS: "u8);
        Write(what);
        Write("\n"u8);
    }

    /// <summary>The last line, and the end of the machine.</summary>
    internal static void Finish()
    {
        Write("done\n"u8);
        Exit(0);
    }

    private static void Write(scoped ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            Serial(character);
        }
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "test_serial")]
    private static extern void Serial(byte character);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "test_exit")]
    private static extern void Exit(uint code);
}
