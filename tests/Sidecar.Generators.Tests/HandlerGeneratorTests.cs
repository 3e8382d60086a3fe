using System.Linq;
using Microsoft.CodeAnalysis;
using Sidecar.Generators.Handlers;
using Sidecar.Tests;
using Shouldly;
using Xunit;

namespace Sidecar.Generators.Tests;

public sealed class HandlerGeneratorTests
{
    private const string Source =
        """
        using System.Runtime.CompilerServices;
        using Sidecar.Protocol.Handlers;

        namespace Snippets;

        public struct Counter { public long Total; public byte Used; }
        public struct Log { public Lines Lines; }
        [InlineArray(24)] public struct Lines { private byte _first; }
        [InlineArray(4)] public struct Words { private short _first; }
        public enum Color : byte { Red, Green }

        public struct AddRequest
        {
            public uint ValueCount;
            public Words Values;
            public Color Color;
            public double Weight;
        }

        internal struct Total { public long Sum { get; set; } public bool IsNew; }

        public static class Counting
        {
            /// <summary>
            /// Adds to the <see cref="Counter"/> of this VP. Says <c>IsNew</c> for
            /// a first one.
            /// </summary>
            [CommandHandler(0x1001, "count-add")]
            internal static Total Add(in AddRequest request, ref Counter counter, HandlerContext context) => default;

            /// <summary>Starts over: "a" &amp; b</summary>
            [CommandHandler(0x1000, "count-clear")]
            public static void Clear(ref Counter counter, HandlerContext context) => counter = default;

            [CommandHandler(0x2000, "log")]
            public static Log Read(ref Log log, HandlerContext context) => log;
        }
        """;

    [Fact]
    public void Generated_code_is_as_verified()
    {
        var run = new GeneratorRun(Source);
        run.Diagnostics.ShouldBeEmpty();
        run.CompilerProblems.ShouldBeEmpty();
        Snapshot.Matches(run.GeneratedText);
    }

    [Fact]
    public void An_edit_in_another_file_generates_nothing_anew()
    {
        var run = new GeneratorRun(Source);
        run.AddFile("Other.cs", "namespace Snippets; public static class Other { public static int Two => 2; }");
        Outputs(run).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void An_edit_that_only_moves_the_handlers_generates_nothing_anew()
    {
        var run = new GeneratorRun(Source);
        run.Replace("// A line more.\n" + Source.Replace("counter = default", "counter.Total = 0"));
        Steps(run).ShouldAllBe(reason => reason == IncrementalStepRunReason.Unchanged);
    }

    [Fact]
    public void A_new_handler_generates_anew()
    {
        var run = new GeneratorRun(Source);
        run.AddFile("Other.cs", """public static class Other { [Sidecar.Protocol.Handlers.CommandHandler(0x3000, "other")] public static void M(Sidecar.Protocol.Handlers.HandlerContext c) { } }""");
        Steps(run).ShouldContain(IncrementalStepRunReason.Modified);
        run.GeneratedText.ShouldContain("TryOther");
    }

    [Fact]
    public void Without_handlers_nothing_is_generated() => new GeneratorRun("public class C;").Result.GeneratedSources.ShouldBeEmpty();

    [Fact]
    public void A_project_for_handlers_has_a_table_even_without_any()
    {
        var run = new GeneratorRun("public class C;", isForHandlers: true);
        run.Result.GeneratedSources.Length.ShouldBe(3);
        run.CompilerProblems.ShouldBeEmpty();
    }

    [Fact]
    public void The_summary_does_not_depend_on_whether_doc_comments_are_parsed()
    {
        // The freestanding build writes no documentation file, and the compiler then takes doc comments for ordinary ones.
        var run = new GeneratorRun(Source, documentation: DocumentationMode.None);
        run.GeneratedText.ShouldContain("Adds to the Counter of this VP.");
        run.GeneratedText.ShouldBe(new GeneratorRun(Source, documentation: DocumentationMode.Diagnose).GeneratedText);
    }

    private static IncrementalStepRunReason[] Steps(GeneratorRun run) =>
        [.. run.Result.TrackedSteps[HandlerGenerator.SetStep].SelectMany(step => step.Outputs).Select(output => output.Reason)];

    private static IncrementalStepRunReason[] Outputs(GeneratorRun run) =>
        [.. run.Result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason)];
}
