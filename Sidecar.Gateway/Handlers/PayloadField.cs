using System;
using System.Globalization;
using System.Text;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Gateway.Handlers;

/// <summary>One field of a request or response: what the generated catalog says of it (<see cref="HandlerField"/>), kept.</summary>
/// <param name="field">The field, as the catalog gives it.</param>
internal sealed class PayloadField(in HandlerField field)
{
    private readonly byte[] _utf8Name = field.Name.ToArray();

    /// <summary>The field's name; fields of nested structs are flattened, with a dot between.</summary>
    public string Name { get; } = Encoding.UTF8.GetString(field.Name);

    /// <summary>The name in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Name => _utf8Name;

    /// <summary>What its elements are.</summary>
    public FieldKind Kind { get; } = field.Kind;

    /// <summary>Byte offset in the payload.</summary>
    public int Offset { get; } = field.Offset;

    /// <summary>Bytes of an element: 1, 2, 4 or 8.</summary>
    public int ElementSize { get; } = field.ElementSize;

    /// <summary>Elements at most.</summary>
    public int Capacity { get; } = field.Capacity;

    /// <summary>Byte offset of the 32-bit field that counts the elements in use; -1 when all are.</summary>
    public int LengthOffset { get; } = field.LengthOffset;

    /// <summary>Whether the number of elements in use is a field of its own.</summary>
    public bool IsCounted => LengthOffset >= 0;

    /// <summary>Whether it is text or bytes: one value, however many.</summary>
    public bool IsBytes => Kind == FieldKind.Bytes;

    /// <summary>Whether it is an array of values.</summary>
    public bool IsList => !IsBytes && (Capacity > 1 || IsCounted);

    /// <summary>The largest value of an integer.</summary>
    public ulong Maximum => (Kind == FieldKind.Signed ? (ulong)long.MaxValue : ulong.MaxValue) >> (64 - (8 * ElementSize));

    /// <summary>The smallest value of an integer.</summary>
    public long Minimum => Kind == FieldKind.Signed ? -(long)Maximum - 1 : 0;

    /// <summary>An element's type as C# has it: <c>uint32</c>, <c>int64</c>, <c>float64</c>, <c>bool</c>, <c>bytes</c>.</summary>
    public string TypeName => Kind switch
    {
        FieldKind.Boolean => "bool",
        FieldKind.Bytes => "bytes",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(Kind == FieldKind.Signed ? "int" : Kind == FieldKind.Float ? "float" : "uint")}{8 * ElementSize}"),
    };
}
