using Microsoft.CodeAnalysis;

namespace Sidecar.Generators;

/// <summary>What <see cref="WireLayoutAnalyzer"/> reports.</summary>
internal static class WireLayoutRules
{
    private const string Category = "Sidecar.Wire";

    public static readonly DiagnosticDescriptor Size = Rule(
        "SCW001", "Wrong size", "'{0}' is stated to be {1} bytes, but its layout is {2}");

    public static readonly DiagnosticDescriptor Overlap = Rule(
        "SCW002", "Overlapping fields", "'{0}.{1}' starts at byte {2}, where '{3}' still reaches to byte {4}");

    public static readonly DiagnosticDescriptor Gap = Rule(
        "SCW003", "Uncovered bytes", "'{0}' has {1} bytes that no field covers, and states {2} of padding");

    public static readonly DiagnosticDescriptor UnknownSize = Rule(
        "SCW004", "Field without a fixed size", "'{0}.{1}' is a '{2}', whose size is not fixed on every machine");

    public static readonly DiagnosticDescriptor NotExplicit = Rule(
        "SCW005", "Layout not stated", "'{0}' needs [StructLayout(LayoutKind.Explicit, Size = {1})] and [FieldOffset] on each field");

    private static DiagnosticDescriptor Rule(string id, string title, string message)
        => new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
