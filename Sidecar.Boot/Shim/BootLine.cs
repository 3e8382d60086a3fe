using System;
using Sidecar.Boot.Machine;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Shim;

/// <summary>Lines of the boot report.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class BootLine<TMachine>
    where TMachine : IBootMachine
{
    /// <summary>Bytes that a line's text may have.</summary>
    public const int MaxLength = 240;

    /// <summary>Prints a line.</summary>
    public static void Print(ReadOnlySpan<byte> text)
    {
        TMachine.Print("boot: "u8);
        TMachine.Print(text);
        TMachine.Print("\r\n"u8);
    }

    /// <summary>Prints a line with a number in it.</summary>
    public static void Print(ReadOnlySpan<byte> before, ulong value, ReadOnlySpan<byte> after)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write(before);
        text.WriteDecimal(value);
        text.Write(after);
        Print(text.Written);
    }

    /// <summary>Says why there will be no sidecar.</summary>
    public static void Refuse(ReadOnlySpan<byte> reason)
    {
        TMachine.Print("boot: no sidecar: "u8);
        TMachine.Print(reason);
        TMachine.Print("\r\n"u8);
    }

    /// <summary>Says why there will be no sidecar, with a number in it.</summary>
    public static void Refuse(ReadOnlySpan<byte> before, ulong value, ReadOnlySpan<byte> after)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write(before);
        text.WriteDecimal(value);
        text.Write(after);
        Refuse(text.Written);
    }
}
