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
    public void Where_there_is_nothing_to_await_no_call_is_to_be_awaited()
    {
        // As in the freestanding build, whose protocol has no such channel.
        var run = new GeneratorRun(
            """
            namespace Sidecar.Protocol.Handlers
            {
                public sealed class CommandHandlerAttribute(uint number, string name) : System.Attribute;
                public readonly ref struct HandlerContext;
            }
            public static class H { [Sidecar.Protocol.Handlers.CommandHandler(0x1000, "stop-all")] public static void StopAll(Sidecar.Protocol.Handlers.HandlerContext context) { } }
            """,
            hasProtocol: false);
        run.Diagnostics.ShouldBeEmpty();
        run.GeneratedText.ShouldContain("TryStopAll");
        run.GeneratedText.ShouldNotContain("Async");
    }

    [Fact]
    public void Awaited_calls_reach_the_channel_with_number_request_and_token()
    {
        var run = new GeneratorRun(Source +
            """
            public sealed class Channel : IAsyncCommandChannel
            {
                public string Calls = "";
                public System.Threading.Tasks.ValueTask<TResponse> CallAsync<TRequest, TResponse>(uint command, in TRequest request, System.Threading.CancellationToken cancellation) where TRequest : unmanaged where TResponse : unmanaged
                {
                    Calls += $"{command:x} {typeof(TRequest).Name} {typeof(TResponse).Name} {cancellation.IsCancellationRequested}; ";
                    return default;
                }
                public System.Threading.Tasks.ValueTask<TResponse> CallAsync<TResponse>(uint command, System.Threading.CancellationToken cancellation) where TResponse : unmanaged
                {
                    Calls += $"{command:x} {typeof(TResponse).Name} {cancellation.IsCancellationRequested}; ";
                    return default;
                }
                public System.Threading.Tasks.ValueTask SendAsync<TRequest>(uint command, in TRequest request, System.Threading.CancellationToken cancellation) where TRequest : unmanaged
                {
                    Calls += $"{command:x} {typeof(TRequest).Name} {cancellation.IsCancellationRequested}; ";
                    return default;
                }
                public System.Threading.Tasks.ValueTask SendAsync(uint command, System.Threading.CancellationToken cancellation)
                {
                    Calls += $"{command:x} {cancellation.IsCancellationRequested}; ";
                    return default;
                }
            }
            public struct Note { public int Value; }
            public static class Noting { [CommandHandler(0x3000, "note")] public static void Take(in Note note, HandlerContext context) { } }
            public static class Program
            {
                public static string Run()
                {
                    var channel = new Channel();
                    _ = channel.CallCountAddAsync(new AddRequest());
                    _ = channel.CallCountClearAsync(new System.Threading.CancellationToken(true));
                    _ = channel.CallLogAsync();
                    _ = channel.CallNoteAsync(new Note(), new System.Threading.CancellationToken(true));
                    return channel.Calls;
                }
            }
            """);
        run.CompilerProblems.ShouldBeEmpty();
        run.Load().GetType("Snippets.Program")!.GetMethod("Run")!.Invoke(null, null)
            .ShouldBe("1001 AddRequest Total False; 1000 True; 2000 Log False; 3000 Note True; ");
    }

    [Fact]
    public void Without_handlers_nothing_is_generated() => new GeneratorRun("public class C;").Result.GeneratedSources.ShouldBeEmpty();

    [Fact]
    public void A_project_for_handlers_has_a_table_even_without_any()
    {
        var run = new GeneratorRun("public class C;", isForHandlers: true);
        run.Result.GeneratedSources.Length.ShouldBe(4);
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
