using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;
using Xunit;

namespace Sidecar.Client.Tests;

/// <summary>What the document shows must compile, and what can go wrong must be in it.</summary>
public sealed class DocumentationTests
{
    private const string Fragment =
        """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using Sidecar.Client;
        using Sidecar.Protocol.Pages;
        using Sidecar.Protocol.Tlfs;
        using Sidecar.Samples;
        static class Example
        {
            static async Task RunAsync(SidecarClient client, SidecarVp vp, CancellationToken cancellation)
            {
                await Task.CompletedTask;
        """;

    public static TheoryData<int> Examples => [.. Enumerable.Range(0, Blocks().Count)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_example_of_the_document_compiles(int number)
    {
        var block = Blocks()[number];
        var isProgram = block.StartsWith("using System;", StringComparison.Ordinal);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(isProgram ? block : $"{Fragment}{block}}}}}", new CSharpParseOptions(LanguageVersion.CSharp13))],
            references,
            new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1701").ShouldBeEmpty(block);
    }

    [Fact]
    public void Every_kind_of_error_is_described() =>
        Regex.Matches(Document(), @"^\| `(\w+)` \| [^|]*\|[^|]*\|$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Where(name => Enum.TryParse<SidecarErrorKind>(name, out _))
            .ShouldBe(Enum.GetNames<SidecarErrorKind>());

    private static List<string> Blocks() => [.. Regex.Matches(Document(), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];

    private static string Document([CallerFilePath] string file = "") => File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../docs/client.md"));
}
