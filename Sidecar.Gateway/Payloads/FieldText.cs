using System;
using System.Globalization;
using Sidecar.Gateway.Handlers;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Gateway.Payloads;

/// <summary>What a field takes, in words.</summary>
internal static class FieldText
{
    private const int ShownLength = 40;

    /// <summary>What an element may be, as the end of a sentence.</summary>
    public static string Element(PayloadField field) => field.Kind switch
    {
        FieldKind.Boolean => "true or false",
        FieldKind.Float => "a number, or \"NaN\", \"Infinity\", \"-Infinity\" or the bits as \"0x...\"",
        FieldKind.Bytes => string.Create(CultureInfo.InvariantCulture, $"text of at most {field.Capacity} bytes, {{\"base64\": \"...\"}} or {{\"hex\": \"...\"}}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"a whole number from {field.Minimum} to {field.Maximum}, or the same in quotes, decimal or 0x and hexadecimal"),
    };

    /// <summary>What the whole field may be.</summary>
    public static string Whole(PayloadField field)
        => field.IsList ? string.Create(CultureInfo.InvariantCulture, $"an array of at most {field.Capacity} values, each {Element(field)}") : Element(field);

    /// <summary>A value as a message shows it: not all of a long one.</summary>
    public static string Shown(ReadOnlySpan<char> value) => value.Length <= ShownLength ? value.ToString() : $"{value[..ShownLength]}…";
}
