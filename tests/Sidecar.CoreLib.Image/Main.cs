using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Sidecar.CoreLib.Tests.Checks;

namespace Sidecar.CoreLib.Image;

/// <summary>Runs all checks and writes a line for each.</summary>
internal readonly struct SerialReport : IReport
{
    /// <inheritdoc/>
    public static void Check(bool holds, ReadOnlySpan<byte> what)
    {
        Write(holds ? "holds: "u8 : "FAILS: "u8);
        Write(what);
        Write("\n"u8);
    }

    /// <summary>Called by the entry.</summary>
    [RuntimeExport("corelib_main")]
    private static void Main()
    {
        AllChecks.Run<SerialReport>();
        Write("done\n"u8);
        Exit(0);
    }

    private static void Write(ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            Serial(character);
        }
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "corelib_serial")]
    private static extern void Serial(byte character);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "corelib_exit")]
    private static extern void Exit(uint code);
}
