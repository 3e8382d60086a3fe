using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Sidecar.Generators.Handlers;

/// <summary>Size and alignment of an unmanaged type, in bytes, as the runtime lays it out on x86-64.</summary>
/// <remarks>Only for types that <see cref="TypeCheck"/> found nothing wrong with.</remarks>
internal readonly record struct TypeLayout(long Size, int Alignment)
{
    /// <summary>Lays out a type.</summary>
    public static TypeLayout Of(ITypeSymbol type)
    {
        if (Primitive(type) is { } size)
        {
            return new TypeLayout(size, size);
        }

        var pack = LayoutAttributes.Pack(type);
        var end = 0L;
        var alignment = 1;
        foreach (var (field, offset) in Fields(type))
        {
            var layout = OfField(field);
            end = Math.Max(end, offset + layout.Size);
            alignment = Math.Max(alignment, Packed(layout.Alignment, pack));
        }

        // An empty struct still takes a byte. A stated size is a minimum, and stands in for rounding up to the alignment.
        end = Math.Max(end, 1);
        if (LayoutAttributes.InlineArrayLength(type) is { } length)
        {
            return new TypeLayout(end * length, alignment);
        }

        var stated = LayoutAttributes.Size(type);
        return new TypeLayout(stated == 0 ? Align(end, alignment) : Math.Max(end, stated), alignment);
    }

    /// <summary>The instance fields of a struct in the order they are declared, each with its byte offset.</summary>
    public static IEnumerable<(IFieldSymbol Field, int Offset)> Fields(ITypeSymbol type)
    {
        var pack = LayoutAttributes.Pack(type);
        var next = 0L;
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic && !f.IsConst))
        {
            var layout = OfField(field);
            var offset = LayoutAttributes.Offset(field) ?? Align(next, Packed(layout.Alignment, pack));
            next = offset + layout.Size;
            yield return (field, (int)Math.Min(offset, int.MaxValue));
        }
    }

    /// <summary>Size and alignment of a field: those of its type, or of all elements of a fixed-size buffer.</summary>
    public static TypeLayout OfField(IFieldSymbol field)
    {
        if (!field.IsFixedSizeBuffer)
        {
            return Of(field.Type);
        }

        var element = Of(((IPointerTypeSymbol)field.Type).PointedAtType);
        return element with { Size = element.Size * field.FixedSize };
    }

    /// <summary>Bytes of a primitive type, enum or pointer; null for a struct.</summary>
    public static int? Primitive(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { EnumUnderlyingType: { } underlying } => Primitive(underlying),
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => 8,
        _ => type.SpecialType switch
        {
            SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => 1,
            SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
            SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
            SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
            SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 8,
            _ => null,
        },
    };

    private static int Packed(int alignment, int pack) => pack == 0 ? alignment : Math.Min(alignment, pack);

    private static long Align(long value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
