using System.Linq;
using Microsoft.CodeAnalysis;

namespace Sidecar.Generators.Handlers;

/// <summary>Looks through a payload or state type for what cannot lie in memory that outlives a call or that another kernel sees.</summary>
/// <param name="role">"request", "state" or "response".</param>
/// <param name="handler">The handler's name on the wire.</param>
/// <param name="place">Where to complain.</param>
/// <param name="home">The assembly of the handler, whose structs are laid out in source that can be read.</param>
internal sealed class TypeCheck(string role, string handler, SourcePlace place, IAssemblySymbol home)
{
    private bool IsPayload => role != "state";

    /// <summary>The first thing wrong with <paramref name="type"/>; null when it will do.</summary>
    public DiagnosticInfo? Find(ITypeSymbol type)
    {
        if (type is { TypeKind: TypeKind.Struct, SpecialType: not SpecialType.None } || type.TypeKind is not (TypeKind.Struct or TypeKind.Error))
        {
            return DiagnosticInfo.Create(HandlerDiagnostics.NotAStruct, place, handler, role, type.ToDisplayString());
        }

        return FindIn(type, type.Name);
    }

    private DiagnosticInfo? FindIn(ITypeSymbol type, string path)
    {
        if (type.TypeKind == TypeKind.Error)
        {
            // The compiler says so itself.
            return null;
        }

        if (type.IsRefLikeType)
        {
            return Problem(HandlerDiagnostics.RefStruct, path, type);
        }

        if (type is IPointerTypeSymbol or IFunctionPointerTypeSymbol)
        {
            return IsPayload ? Problem(HandlerDiagnostics.Pointer, path, type) : null;
        }

        if (type.IsReferenceType || type.TypeKind == TypeKind.TypeParameter)
        {
            return Problem(HandlerDiagnostics.Managed, path, type);
        }

        if (TypeLayout.Primitive(type) is not null)
        {
            return null;
        }

        if (!SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, home))
        {
            // Metadata shows no layout, and the framework's reference assemblies not even the fields. With a reference in it, it is better called that.
            return Problem(type.IsUnmanagedType ? HandlerDiagnostics.UnknownLayout : HandlerDiagnostics.Managed, path, type);
        }

        if (LayoutAttributes.IsAutomatic(type))
        {
            return Problem(HandlerDiagnostics.AutoLayout, path, type);
        }

        return type.GetMembers().OfType<IFieldSymbol>()
            .Where(f => !f.IsStatic && !f.IsConst && !f.IsFixedSizeBuffer)
            .Select(f => FindIn(f.Type, $"{path}.{f.AssociatedSymbol?.Name ?? f.Name}"))
            .FirstOrDefault(found => found is not null);
    }

    private DiagnosticInfo Problem(DiagnosticDescriptor descriptor, string path, ITypeSymbol type) =>
        DiagnosticInfo.Create(descriptor, place, handler, role, path, type.ToDisplayString());
}
