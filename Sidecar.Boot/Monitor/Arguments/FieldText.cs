using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Arguments;

/// <summary>What a field takes, in words.</summary>
public static class FieldText
{
    /// <summary>Writes what a value of the field may be, as the end of a sentence.</summary>
    public static void WriteExpectation(scoped ref Utf8Writer text, in HandlerField field)
    {
        switch (field.Kind)
        {
            case FieldKind.Unsigned:
                text.Write("a number from 0 to "u8);
                text.WriteDecimal(ulong.MaxValue >> (64 - (8 * field.ElementSize)));
                text.Write(" (decimal, or 0x and hexadecimal)"u8);
                break;

            case FieldKind.Signed:
                var limit = 1UL << ((8 * field.ElementSize) - 1);
                text.Write("a number from -"u8);
                text.WriteDecimal(limit);
                text.Write(" to "u8);
                text.WriteDecimal(limit - 1);
                text.Write(" (decimal, or 0x and hexadecimal)"u8);
                break;

            case FieldKind.Boolean:
                text.Write("true or false"u8);
                break;

            case FieldKind.Float:
                text.Write("the "u8);
                text.WriteDecimal((uint)(8 * field.ElementSize));
                text.Write(" bits of an IEEE 754 number (0x and hexadecimal)"u8);
                break;

            default:
                text.Write("text of at most "u8);
                text.WriteDecimal((uint)field.Capacity);
                text.Write(" bytes (quoted if it has blanks), or 0x and two hexadecimal digits a byte"u8);
                break;
        }
    }

    /// <summary>Writes a field as a usage line shows it: <c>NAME</c>, <c>NAME[,…]</c> for a list in the middle, <c>NAME…</c> for one at the end.</summary>
    public static void WriteUsage(scoped ref Utf8Writer text, in HandlerField field, bool isLast)
    {
        text.Write((byte)'<');
        text.Write(field.Name);
        text.Write((byte)'>');
        if (FieldParser.IsList(in field))
        {
            text.Write(isLast ? "..."u8 : ",..."u8);
        }
    }
}
