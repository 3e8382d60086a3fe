using System.Collections.Immutable;
using System.IO;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Sidecar.Generators;
using Sidecar.Protocol.Layout;
using Xunit;

namespace Sidecar.Protocol.Tests.Layout;

/// <summary>The compile-time layout check: each way to get a layout wrong has its error, and a right one has none.</summary>
public class WireLayoutAnalyzerTests
{
    private const string Head = """
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using Sidecar.Protocol.Layout;
        using Sidecar.Protocol.Pages;
        public enum Small : ushort { One }
        [InlineArray(3)] public struct Three<T> where T : unmanaged { private T _first; }

        """;

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        MetadataReference.CreateFromFile(typeof(object).Assembly.Location),
        MetadataReference.CreateFromFile(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.Runtime.dll")),
        MetadataReference.CreateFromFile(typeof(WireLayoutAttribute).Assembly.Location),
    ];

    [Theory]
    [InlineData("[StructLayout(LayoutKind.Explicit, Size = 8)] [WireLayout(8)] struct S { [FieldOffset(0)] int A; [FieldOffset(4)] int B; }")]
    [InlineData("[StructLayout(LayoutKind.Explicit, Size = 8)] [WireLayout(8, Padding = 3)] struct S { [FieldOffset(4)] int B; [FieldOffset(0)] byte A; }")]
    [InlineData("[StructLayout(LayoutKind.Explicit, Size = 8)] [WireLayout(8)] struct S { [FieldOffset(0)] Small A; [FieldOffset(2)] Three<Small> B; }")]
    [InlineData("[StructLayout(LayoutKind.Explicit, Size = 257)] [WireLayout(257)] struct S { [FieldOffset(0)] CommandError A; [FieldOffset(256)] bool B; }")]
    [InlineData("[StructLayout(LayoutKind.Explicit, Size = 8)] [WireLayout(8)] unsafe struct S { [FieldOffset(0)] byte* A; const int C = 1; static int D; }")]
    [InlineData("struct NotOnTheWire { string A; }")]
    public async Task Right_layout_passes(string source) => Assert.Empty(await Diagnose(source));

    [Theory]
    [InlineData(
        "SCW001: 'S' is stated to be 4 bytes, but its layout is 8",
        "[StructLayout(LayoutKind.Explicit, Size = 8)] [WireLayout(4)] struct S { [FieldOffset(0)] int A; }")]
    [InlineData(
        "SCW001: 'S' is stated to be 4 bytes, but its layout is 6",
        "[StructLayout(LayoutKind.Explicit, Size = 4)] [WireLayout(4)] struct S { [FieldOffset(0)] short A; [FieldOffset(2)] int B; }")]
    [InlineData(
        "SCW002: 'S.B' starts at byte 3, where 'A' still reaches to byte 4",
        "[StructLayout(LayoutKind.Explicit, Size = 7)] [WireLayout(7)] struct S { [FieldOffset(0)] int A; [FieldOffset(3)] int B; }")]
    [InlineData(
        "SCW003: 'S' has 2 bytes that no field covers, and states 0 of padding",
        "[StructLayout(LayoutKind.Explicit, Size = 8)] [WireLayout(8)] struct S { [FieldOffset(0)] short A; [FieldOffset(4)] int B; }")]
    [InlineData(
        "SCW003: 'S' has 4 bytes that no field covers, and states 2 of padding",
        "[StructLayout(LayoutKind.Explicit, Size = 8)] [WireLayout(8, Padding = 2)] struct S { [FieldOffset(0)] int A; }")]
    [InlineData(
        "SCW004: 'S.A' is a 'nint', whose size is not fixed on every machine",
        "[StructLayout(LayoutKind.Explicit, Size = 8)] [WireLayout(8)] struct S { [FieldOffset(0)] nint A; }")]
    [InlineData(
        "SCW004: 'S.A' is a 'string', whose size is not fixed on every machine",
        "[StructLayout(LayoutKind.Explicit, Size = 8)] [WireLayout(8)] struct S { [FieldOffset(0)] string A; }")]
    [InlineData(
        "SCW005: 'S' needs [StructLayout(LayoutKind.Explicit, Size = 4)] and [FieldOffset] on each field",
        "[WireLayout(4)] struct S { int A; }")]
    [InlineData(
        "SCW005: 'S' needs [StructLayout(LayoutKind.Explicit, Size = 4)] and [FieldOffset] on each field",
        "[StructLayout(LayoutKind.Explicit)] [WireLayout(4)] struct S { [FieldOffset(0)] int A; }")]
    public async Task Wrong_layout_is_an_error(string expected, string source)
    {
        var diagnostic = Assert.Single(await Diagnose(source));

        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal(expected, $"{diagnostic.Id}: {diagnostic.GetMessage()}");
    }

    private static async Task<ImmutableArray<Diagnostic>> Diagnose(string source)
    {
        var compilation = CSharpCompilation.Create(
            "Checked",
            [CSharpSyntaxTree.ParseText(Head + source)],
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return await compilation.WithAnalyzers([new WireLayoutAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }
}
