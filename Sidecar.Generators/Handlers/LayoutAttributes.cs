using System;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace Sidecar.Generators.Handlers;

/// <summary>What the attributes of a type or field say about its place in memory.</summary>
internal static class LayoutAttributes
{
    /// <summary><c>StructLayout.Pack</c>, or 0.</summary>
    public static int Pack(ITypeSymbol type) => StructLayoutValue(type, "Pack");

    /// <summary><c>StructLayout.Size</c>, or 0.</summary>
    public static int Size(ITypeSymbol type) => StructLayoutValue(type, "Size");

    /// <summary>Whether the runtime may order the fields as it likes.</summary>
    public static bool IsAutomatic(ITypeSymbol type) => Argument(type, "StructLayoutAttribute") == (int)LayoutKind.Auto;

    /// <summary><c>FieldOffset</c>, or null.</summary>
    public static int? Offset(IFieldSymbol field) => Argument(field, "FieldOffsetAttribute");

    /// <summary>Number of elements of an inline array; null for any other type.</summary>
    public static int? InlineArrayLength(ITypeSymbol type) => Argument(type, "InlineArrayAttribute");

    private static int StructLayoutValue(ITypeSymbol type, string name) =>
        Find(type, "StructLayoutAttribute")?.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value is int value ? value : 0;

    private static int? Argument(ISymbol symbol, string attribute)
    {
        var arguments = Find(symbol, attribute)?.ConstructorArguments;
        return arguments is { Length: 1 } one && one[0].Value is { } value ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : null;
    }

    private static AttributeData? Find(ISymbol symbol, string attribute) => symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Name == attribute);
}
