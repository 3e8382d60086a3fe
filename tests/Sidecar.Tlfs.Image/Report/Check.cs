using System;
using Sidecar.Protocol.Text;
using Sidecar.Tlfs.Image.Machine;

namespace Sidecar.Tlfs.Image.Report;

/// <summary>Writes a line for each check. On the base VP only.</summary>
internal static class Check
{
    private static uint s_passed;
    private static uint s_failed;

    /// <summary>Checks that held.</summary>
    internal static uint Passed => s_passed;

    /// <summary>Checks that did not.</summary>
    internal static uint Failed => s_failed;

    /// <summary>A value is the expected one.</summary>
    internal static void Equal(scoped ReadOnlySpan<byte> name, ulong expected, ulong got)
    {
        Begin(name, expected == got);
        if (expected != got)
        {
            Expect(expected, got);
        }

        Text("\r\n"u8);
    }

    /// <summary>A value is one of two that are as good as each other.</summary>
    internal static void Either(scoped ReadOnlySpan<byte> name, ulong first, ulong second, ulong got)
        => Equal(name, got == second ? second : first, got);

    /// <summary>A value is anything but one.</summary>
    internal static void Not(scoped ReadOnlySpan<byte> name, ulong unexpected, ulong got)
    {
        Begin(name, unexpected != got);
        if (unexpected == got)
        {
            Text("anything but "u8);
            Hex(unexpected);
            Text(", got it"u8);
        }

        Text("\r\n"u8);
    }

    /// <summary>Something holds.</summary>
    internal static void That(scoped ReadOnlySpan<byte> name, bool holds) => Equal(name, 1, holds ? 1UL : 0UL);

    /// <summary>Many values are the expected ones: none of them is wrong, or else here is the first that is.</summary>
    internal static void All(scoped ReadOnlySpan<byte> name, in Tally tally)
    {
        Begin(name, tally.Wrong == 0);
        if (tally.Wrong != 0)
        {
            Expect(tally.Expected, tally.Got);
            Text(" for "u8);
            Hex(tally.What);
            Text(" and "u8);
            Hex(tally.Wrong - 1);
            Text(" more"u8);
        }

        Text("\r\n"u8);
    }

    /// <summary>A line that is no check.</summary>
    internal static void Note(scoped ReadOnlySpan<byte> text, ulong value)
    {
        Text("note "u8);
        Text(text);
        Text(": "u8);
        Hex(value);
        Text("\r\n"u8);
    }

    /// <summary>Text as it is.</summary>
    internal static void Text(scoped ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            Assembly.Serial(character);
        }
    }

    private static void Begin(scoped ReadOnlySpan<byte> name, bool holds)
    {
        Text("check "u8);
        Text(name);
        Text(holds ? ": pass"u8 : ": FAIL expected "u8);
        if (holds)
        {
            s_passed++;
        }
        else
        {
            s_failed++;
        }
    }

    private static void Expect(ulong expected, ulong got)
    {
        Hex(expected);
        Text(", got "u8);
        Hex(got);
    }

    private static void Hex(ulong value)
    {
        var text = new Utf8Writer(stackalloc byte[20]);
        text.WriteHex(value);
        Text(text.Written);
    }
}
