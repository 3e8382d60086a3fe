using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Sidecar.Generators;

/// <summary>Sizes of unmanaged types, computed from their symbols as the runtime lays them out on x86-64.</summary>
internal static class WireSize
{
    /// <summary>Bytes of a type, or null when they are not the same everywhere or not known from the source.</summary>
    public static int? Of(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Boolean => 1,
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
        _ when type is IPointerTypeSymbol or IFunctionPointerTypeSymbol => 8,
        _ when type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying } => Of(underlying),
        _ when type is INamedTypeSymbol { TypeKind: TypeKind.Struct } structure => OfStruct(structure),
        _ => null,
    };

    /// <summary>A named argument or constructor argument of an attribute, as an integer.</summary>
    public static int? Argument(ISymbol symbol, string attribute, string? named = null)
    {
        var data = Find(symbol, attribute);
        if (data is null)
        {
            return null;
        }

        var value = named is null
            ? data.ConstructorArguments.FirstOrDefault()
            : data.NamedArguments.FirstOrDefault(pair => pair.Key == named).Value;
        return value.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum ? Convert.ToInt32(value.Value) : null;
    }

    private static AttributeData? Find(ISymbol symbol, string attribute)
        => symbol.GetAttributes().FirstOrDefault(data => data.AttributeClass?.Name == attribute);

    private static int? OfStruct(INamedTypeSymbol structure)
    {
        // An inline array repeats its one field.
        if (Argument(structure, "InlineArrayAttribute") is { } length)
        {
            return structure.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => !field.IsStatic) is { } element
                ? Of(element.Type) * length
                : null;
        }

        // Another assembly's StructLayout is not visible here, its WireLayout is, and was checked there.
        return Argument(structure, "WireLayoutAttribute") ?? Argument(structure, "StructLayoutAttribute", "Size");
    }
}
