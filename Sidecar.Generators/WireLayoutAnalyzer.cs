using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Sidecar.Generators;

/// <summary>
/// The compile-time layout assertion of wire structures: <c>sizeof</c> of a struct is no constant in C#, so the compiler itself computes the layout
/// of every struct marked <c>[WireLayout(size)]</c> and refuses one whose size, fields or padding are not what is stated.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WireLayoutAnalyzer : DiagnosticAnalyzer
{
    private const int LayoutKindExplicit = 2;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(WireLayoutRules.Size, WireLayoutRules.Overlap, WireLayoutRules.Gap, WireLayoutRules.UnknownSize, WireLayoutRules.NotExplicit);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (WireSize.Argument(type, "WireLayoutAttribute") is not { } size)
        {
            return;
        }

        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst).ToArray();
        if (WireSize.Argument(type, "StructLayoutAttribute") != LayoutKindExplicit
            || WireSize.Argument(type, "StructLayoutAttribute", "Size") is not { } stated
            || fields.Any(field => WireSize.Argument(field, "FieldOffsetAttribute") is null))
        {
            Report(context, type, WireLayoutRules.NotExplicit, type.Name, size);
            return;
        }

        var end = 0;
        var covered = 0;
        string? previous = null;
        foreach (var (field, offset) in Ordered(fields))
        {
            if (WireSize.Of(field.Type) is not { } length)
            {
                Report(context, field, WireLayoutRules.UnknownSize, type.Name, field.Name, field.Type.ToDisplayString());
                return;
            }

            if (offset < end)
            {
                Report(context, field, WireLayoutRules.Overlap, type.Name, field.Name, offset, previous!, end);
                return;
            }

            covered += length;
            end = offset + length;
            previous = field.Name;
        }

        // The runtime makes a struct as large as its farthest field, whatever Size says.
        var actual = System.Math.Max(stated, end);
        if (actual != size)
        {
            Report(context, type, WireLayoutRules.Size, type.Name, size, actual);
            return;
        }

        var padding = WireSize.Argument(type, "WireLayoutAttribute", "Padding") ?? 0;
        if (size - covered != padding)
        {
            Report(context, type, WireLayoutRules.Gap, type.Name, size - covered, padding);
        }
    }

    private static IEnumerable<(IFieldSymbol Field, int Offset)> Ordered(IEnumerable<IFieldSymbol> fields)
        => fields.Select(field => (field, WireSize.Argument(field, "FieldOffsetAttribute") ?? 0)).OrderBy(pair => pair.Item2);

    private static void Report(SymbolAnalysisContext context, ISymbol at, DiagnosticDescriptor rule, params object[] arguments)
        => context.ReportDiagnostic(Diagnostic.Create(rule, at.Locations[0], arguments));
}
