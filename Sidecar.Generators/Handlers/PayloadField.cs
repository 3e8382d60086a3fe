using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Sidecar.Generators.Handlers;

/// <summary>A field of a payload, as the catalog shows it; mirrors HandlerField of Sidecar.Protocol.</summary>
internal sealed record PayloadField(string Name, string Kind, int Offset, int ElementSize, int Capacity, int LengthOffset)
{
    /// <summary>All fields of a payload, those of nested structs under dotted names.</summary>
    public static IEnumerable<PayloadField> Of(ITypeSymbol payload) => Of(payload, "", 0);

    private static IEnumerable<PayloadField> Of(ITypeSymbol type, string prefix, int start)
    {
        PayloadField? pending = null;
        foreach (var (field, offset) in TypeLayout.Fields(type))
        {
            var name = prefix + (field.AssociatedSymbol?.Name ?? field.Name);
            if (Elements(field) is { } elements)
            {
                // A count right before its elements is not a field of its own: whoever types the elements has counted them.
                var length = pending?.Offset ?? -1;
                pending = null;
                yield return Shape(elements.Element, name, start + offset, elements.Count) with { LengthOffset = length };
                continue;
            }

            if (pending is not null)
            {
                yield return pending;
                pending = null;
            }

            if (TypeLayout.Primitive(field.Type) is null)
            {
                foreach (var inner in Of(field.Type, name + ".", start + offset))
                {
                    yield return inner;
                }

                continue;
            }

            var single = Shape(field.Type, name, start + offset, 1);
            if (Counts(field))
            {
                pending = single;
            }
            else
            {
                yield return single;
            }
        }

        if (pending is not null)
        {
            yield return pending;
        }
    }

    private static bool Counts(IFieldSymbol field) =>
        field.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32
        && (field.AssociatedSymbol?.Name ?? field.Name) is var name
        && (name.EndsWith("Length", System.StringComparison.Ordinal) || name.EndsWith("Count", System.StringComparison.Ordinal));

    /// <summary>Element type and number when the field is an inline array or a fixed-size buffer. Nested inline arrays are one long one.</summary>
    private static (ITypeSymbol Element, int Count)? Elements(IFieldSymbol field)
    {
        if (field.IsFixedSizeBuffer)
        {
            return (((IPointerTypeSymbol)field.Type).PointedAtType, field.FixedSize);
        }

        var (element, count) = (field.Type, 1);
        while (LayoutAttributes.InlineArrayLength(element) is { } length)
        {
            count *= length;
            foreach (var (only, _) in TypeLayout.Fields(element))
            {
                element = only.Type;
            }
        }

        return SymbolEqualityComparer.Default.Equals(element, field.Type) ? null : (element, count);
    }

    private static PayloadField Shape(ITypeSymbol element, string name, int offset, int count)
    {
        if (TypeLayout.Primitive(element) is not { } size)
        {
            // An array of structs has no shape that one line of text could give it: it is shown as the bytes it is.
            return new PayloadField(name, "Bytes", offset, 1, (int)TypeLayout.Of(element).Size * count, -1);
        }

        var type = element is INamedTypeSymbol { EnumUnderlyingType: { } underlying } ? underlying : element;
        var kind = type.SpecialType switch
        {
            SpecialType.System_Boolean => "Boolean",
            SpecialType.System_Byte when count > 1 => "Bytes",
            SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_IntPtr => "Signed",
            SpecialType.System_Single or SpecialType.System_Double => "Float",
            _ => "Unsigned",
        };
        return new PayloadField(name, kind, offset, size, count, -1);
    }
}
