using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Sidecar.Generators.Handlers;
using Shouldly;
using Xunit;

namespace Sidecar.Generators.Tests;

/// <summary>What the documents show must compile, and what can go wrong must be in them.</summary>
public sealed class DocumentationTests
{
    [Theory]
    [InlineData("README.md", "TryAverage")]
    [InlineData("docs/handlers.md", "TryTally")]
    public void The_handler_that_a_document_shows_compiles(string document, string call)
    {
        var handlers = Regex.Matches(Read(document), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).Where(t => t.Contains("[CommandHandler("));
        var run = new GeneratorRun(handlers.ShouldHaveSingleItem());
        run.Diagnostics.ShouldBeEmpty();
        run.CompilerProblems.ShouldBeEmpty();
        run.GeneratedText.ShouldContain(call);
    }

    [Fact]
    public void Every_diagnostic_is_described() =>
        Regex.Matches(Read("docs/handlers.md"), @"^\| (SCH\d+) \|", RegexOptions.Multiline).Select(m => m.Groups[1].Value).ShouldBe(HandlerDiagnostics.All.Select(d => d.Id));

    private static string Read(string document, [CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../..", document));
}
