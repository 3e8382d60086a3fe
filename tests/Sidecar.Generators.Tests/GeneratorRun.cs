using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Sidecar.Generators.Handlers;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Generators.Tests;

/// <summary>Compiles a snippet as the assembly "Snippets" and runs the generator over it.</summary>
internal sealed class GeneratorRun
{
    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly MetadataReference s_protocol = MetadataReference.CreateFromFile(typeof(CommandHandlerAttribute).Assembly.Location);

    private readonly CSharpParseOptions _parseOptions;
    private GeneratorDriver _driver;
    private CSharpCompilation _compilation;

    public GeneratorRun(string source, bool isForHandlers = false, DocumentationMode documentation = DocumentationMode.Parse, bool hasProtocol = true)
    {
        _parseOptions = new CSharpParseOptions(LanguageVersion.Preview, documentation);
        _compilation = CSharpCompilation.Create(
            "Snippets",
            [Parse("Snippet.cs", source)],
            hasProtocol ? s_references.Add(s_protocol) : s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        _driver = CSharpGeneratorDriver.Create(
            [new HandlerGenerator().AsSourceGenerator()],
            parseOptions: _parseOptions,
            optionsProvider: new Options(isForHandlers),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        Run();
    }

    /// <summary>What the generator had to say.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; private set; }

    /// <summary>The snippet together with what was generated.</summary>
    public Compilation Output { get; private set; }

    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    /// <summary>All generated files, one after the other.</summary>
    public string GeneratedText => string.Concat(Result.GeneratedSources.Select(s => $"==== {s.HintName}\n{s.SourceText}\n"));

    /// <summary>Adds a file and runs again, with the same driver.</summary>
    public void AddFile(string path, string source)
    {
        _compilation = _compilation.AddSyntaxTrees(Parse(path, source));
        Run();
    }

    /// <summary>Replaces the snippet and runs again, with the same driver.</summary>
    public void Replace(string source)
    {
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[0], Parse("Snippet.cs", source));
        Run();
    }

    /// <summary>Loads the result.</summary>
    public Assembly Load()
    {
        using var image = new MemoryStream();
        var emitted = Output.Emit(image);
        return emitted.Success ? Assembly.Load(image.ToArray()) : throw new InvalidOperationException(string.Join("\n", emitted.Diagnostics));
    }

    /// <summary>What the compiler itself has to say: errors anywhere, warnings about generated code.</summary>
    public IEnumerable<Diagnostic> CompilerProblems => Output.GetDiagnostics()
        .Where(d => d.Severity == DiagnosticSeverity.Error || (d.Severity == DiagnosticSeverity.Warning && d.Location.SourceTree?.FilePath != "Snippet.cs"));

    [MemberNotNull(nameof(Output))]
    private void Run()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out var output, out var diagnostics);
        Output = output;
        Diagnostics = diagnostics;
    }

    private SyntaxTree Parse(string path, string source) => CSharpSyntaxTree.ParseText(source, _parseOptions, path, System.Text.Encoding.UTF8);

    private sealed class Options(bool isForHandlers) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(isForHandlers);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(bool isForHandlers) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key switch
            {
                "build_property.RootNamespace" => "Snippets",
                "build_property.SidecarHandlers" when isForHandlers => "true",
                _ => null,
            };
            return value is not null;
        }
    }
}
