using System.Linq;
using Sidecar.Generators.Handlers;
using Shouldly;
using Xunit;

namespace Sidecar.Generators.Tests;

/// <summary>Each diagnostic: its id, the place it points at (between «»), and the whole of its message.</summary>
public sealed class HandlerDiagnosticsTests
{
    private const string Preamble =
        """
        using System;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using Sidecar.Protocol.Handlers;
        public struct Number { public int Value; }
        [InlineArray(1021)] public struct Bytes1021 { private byte _first; }

        """;

    private const string Shape = "a handler is 'static TResponse Name([in TRequest request,] [ref TState state,] HandlerContext context)', or void without a response";

    [Fact]
    public void SCH001_number_of_the_kernel() => Expect("SCH001",
        "Handler 'low' has command number 0xfff, which belongs to the kernel; numbers from 0x1000 up are free for handlers",
        """static class H { [CommandHandler(0xfff, "low")] public static Number «Low»(HandlerContext context) => default; }""");

    [Fact]
    public void SCH002_number_taken() => Expect("SCH002",
        "Handler 'b' has command number 0x1000, which is already that of 'a'; the next free one is 0x1002",
        """
        static class H
        {
            [CommandHandler(0x1000, "a")] public static Number A(HandlerContext context) => default;
            [CommandHandler(0x1001, "c")] public static Number C(HandlerContext context) => default;
            [CommandHandler(0x1000, "b")] public static Number «B»(HandlerContext context) => default;
        }
        """);

    [Fact]
    public void SCH003_name_taken() => Expect("SCH003",
        "Handler name 'a' of command 0x1001 is already that of command 0x1000; give each handler a name of its own",
        """
        static class H
        {
            [CommandHandler(0x1000, "a")] public static Number A(HandlerContext context) => default;
            [CommandHandler(0x1001, "a")] public static Number «B»(HandlerContext context) => default;
        }
        """);

    [Theory]
    [InlineData("Sum")]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("kv_put")]
    [InlineData("kv--put")]
    [InlineData("kv-2")]
    [InlineData("kv-")]
    [InlineData("sum ")]
    public void SCH004_name_malformed(string name) => Expect("SCH004",
        $"Handler name '{name}' cannot be typed at the monitor; use words of lower-case letters and digits that start with a letter, joined by single dashes, as in 'kv-put'",
        $$"""static class H { [CommandHandler(0x1000, "{{name}}")] public static Number «Sum»(HandlerContext context) => default; }""");

    [Fact]
    public void SCH005_not_static() => Expect("SCH005",
        "Handler 'sum' is an instance method, but there is no instance to call it on; make 'Sum' static",
        """class H { [CommandHandler(0x1000, "sum")] public Number «Sum»(HandlerContext context) => default; }""");

    [Theory]
    [InlineData("""static class H { [CommandHandler(0x1000, "sum")] private static Number «Sum»(HandlerContext context) => default; }""", "'Sum' is private or protected")]
    [InlineData("""static class H { private static class I { [CommandHandler(0x1000, "sum")] public static Number «Sum»(HandlerContext context) => default; } }""", "'Sum' is private or protected")]
    [InlineData("""class H { private struct Own { public int Value; } [CommandHandler(0x1000, "sum")] internal static void «Sum»(ref Own state, HandlerContext context) { } }""", "'Own' is private or protected")]
    [InlineData("""file static class H { [CommandHandler(0x1000, "sum")] public static Number «Sum»(HandlerContext context) => default; }""", "'Sum' is local to its file")]
    [InlineData("""static class H { static void M() { [CommandHandler(0x1000, "sum")] static Number «Sum»(HandlerContext context) => default; } }""", "'Sum' is not an ordinary method")]
    [InlineData("""interface IH { [CommandHandler(0x1000, "sum")] static abstract Number «Sum»(HandlerContext context); }""", "'Sum' is an interface's to implement")]
    public void SCH006_not_accessible(string source, string reason) => Expect("SCH006",
        $"Handler 'sum' cannot be called from generated code: {reason}; use an internal or public method of an internal or public type",
        source);

    [Theory]
    [InlineData("""static class H { [CommandHandler(0x1000, "sum")] public static Number «Sum»<T>(HandlerContext context) => default; }""", "Sum<T>")]
    [InlineData("""static class H<TKey, TValue> { [CommandHandler(0x1000, "sum")] public static Number «Sum»(HandlerContext context) => default; }""", "H<TKey, TValue>")]
    public void SCH007_generic(string source, string what) => Expect("SCH007",
        $"Handler 'sum' has type parameters ('{what}'), but a command has only one meaning; use concrete types",
        source);

    [Fact]
    public void SCH008_async() => Expect("SCH008",
        "Handler 'sum' is async, but a VP runs one command at a time and to its end; make 'Sum' synchronous",
        """static class H { [CommandHandler(0x1000, "sum")] public static async void «Sum»(HandlerContext context) { } }""");

    [Theory]
    [InlineData("Number «Sum»()", "it lacks a HandlerContext as its last parameter")]
    [InlineData("Number «Sum»(in Number request)", "it lacks a HandlerContext as its last parameter")]
    [InlineData("Number «Sum»(HandlerContext context, in Number request)", "it lacks a HandlerContext as its last parameter")]
    [InlineData("Number «Sum»(in HandlerContext context)", "its parameter 'context' must be passed by value")]
    [InlineData("Number «Sum»(Number request, HandlerContext context)", "its parameter 'request' must be passed by 'in' if it is the request, by 'ref' if it is the state")]
    [InlineData("Number «Sum»(in Number request, Number state, HandlerContext context)", "its state 'state' must be passed by 'ref'")]
    [InlineData("Number «Sum»(in Number request, in Number more, HandlerContext context)", "its parameter 'more' is a second request")]
    [InlineData("Number «Sum»(ref Number state, ref Number more, HandlerContext context)", "its parameter 'more' is a second state")]
    [InlineData("Number «Sum»(ref Number state, in Number request, HandlerContext context)", "its request 'request' must come before its state")]
    [InlineData("ref Number «Sum»(ref Number state, HandlerContext context)", "it returns its response by ref")]
    public void SCH009_wrong_parameters(string signature, string reason) => Expect("SCH009",
        $"Handler 'sum': {reason}; {Shape}",
        $$"""static class H { [CommandHandler(0x1000, "sum")] public static {{signature}} => throw null!; }""");

    [Theory]
    [InlineData("int «Sum»(HandlerContext context)", "response", "int")]
    [InlineData("Number «Sum»(in string request, HandlerContext context)", "request", "string")]
    [InlineData("Number «Sum»(ref DayOfWeek state, HandlerContext context)", "state", "System.DayOfWeek")]
    [InlineData("System.Threading.Tasks.Task «Sum»(HandlerContext context)", "response", "System.Threading.Tasks.Task")]
    public void SCH010_not_a_struct(string signature, string role, string type) => Expect("SCH010",
        $"The {role} of handler 'sum' is '{type}', which is not a struct; wrap what it carries in a struct with named fields",
        $$"""static class H { [CommandHandler(0x1000, "sum")] public static {{signature}} => throw null!; }""");

    [Theory]
    [InlineData("Named «Sum»(HandlerContext context)", "response")]
    [InlineData("Number «Sum»(in Named request, HandlerContext context)", "request")]
    [InlineData("Number «Sum»(ref Named state, HandlerContext context)", "state")]
    public void SCH011_managed(string signature, string role) => Expect("SCH011",
        $"The {role} of handler 'sum' holds a reference in 'Named.Inner.Text' of type 'string', and the kernel has no heap; use numbers, and an inline array of bytes for text",
        $$"""
        public struct Inner { public int Number; public string Text; }
        public struct Named { public Inner Inner { get; set; } }
        static class H { [CommandHandler(0x1000, "sum")] public static {{signature}} => default!; }
        """);

    [Fact]
    public void SCH012_ref_struct() => Expect("SCH012",
        "The request of handler 'sum' is a ref struct at 'View' of type 'View', which cannot lie in shared memory; use an ordinary struct",
        """
        public ref struct View { public Span<byte> Bytes; }
        static class H { [CommandHandler(0x1000, "sum")] public static Number «Sum»(in View request, HandlerContext context) => default; }
        """);

    [Theory]
    [InlineData("int*")]
    [InlineData("delegate*<void>")]
    public void SCH013_pointer(string type) => Expect("SCH013",
        $"The response of handler 'sum' holds a pointer in 'Where.Address' of type '{type}', which means nothing on the other side; send the bytes, or a number",
        $$"""
        public unsafe struct Where { public {{type}} Address; }
        static class H { [CommandHandler(0x1000, "sum")] public static Where «Sum»(HandlerContext context) => default; }
        """);

    [Fact]
    public void SCH014_auto_layout() => Expect("SCH014",
        "The request of handler 'sum' leaves its layout to the runtime at 'Outer.Inner' of type 'Loose'; use LayoutKind.Sequential or LayoutKind.Explicit",
        """
        [StructLayout(LayoutKind.Auto)] public struct Loose { public byte A; public int B; }
        public struct Outer { public Loose Inner; }
        static class H { [CommandHandler(0x1000, "sum")] public static Number «Sum»(in Outer request, HandlerContext context) => default; }
        """);

    [Theory]
    [InlineData("Guid", "System.Guid")]
    [InlineData("Int128", "System.Int128")]
    [InlineData("decimal", "decimal")]
    [InlineData("int?", "int?")]
    [InlineData("HandlerFrame", "Sidecar.Protocol.Handlers.HandlerFrame")]
    public void SCH015_unknown_layout(string type, string shown) => Expect("SCH015",
        $"The request of handler 'sum' holds 'Tagged.Tag' of type '{shown}', whose layout is another assembly's affair; use integers, bool, char, float, double, enums, and structs declared beside the handler",
        $$"""
        public struct Tagged { public {{type}} Tag; }
        static class H { [CommandHandler(0x1000, "sum")] public static Number «Sum»(in Tagged request, HandlerContext context) => default; }
        """);

    [Theory]
    [InlineData("Number «Sum»(in Large request, HandlerContext context)", "request")]
    [InlineData("Large «Sum»(HandlerContext context)", "response")]
    public void SCH016_payload_too_large(string signature, string role) => Expect("SCH016",
        $"The {role} of handler 'sum', 'Large', is 1028 bytes, but the command page has room for 1024; send it in parts",
        $$"""
        public struct Large { public uint Length; public Bytes1021 Data; }
        static class H { [CommandHandler(0x1000, "sum")] public static {{signature}} => default; }
        """);

    [Fact]
    public void SCH017_state_too_large() => Expect("SCH017",
        "The state 'OneMore' of handler 'c' brings the state of all handlers to 786448 bytes a VP, but a VP has room for 786432; make it smaller",
        """
        [InlineArray(393216)] public struct Bytes { private byte _first; }
        public struct Half { public Bytes Data; }
        public struct OtherHalf { public Bytes Data; }
        public struct OneMore { public byte Data; }
        static class H
        {
            [CommandHandler(0x1001, "b")] public static void B(ref Half state, HandlerContext context) { }
            [CommandHandler(0x1000, "a")] public static void A(ref OtherHalf state, HandlerContext context) { }
            [CommandHandler(0x1002, "c")] public static void «C»(ref OneMore state, HandlerContext context) { }
        }
        """);

    [Fact]
    public void Every_diagnostic_has_a_test_here()
    {
        var tested = typeof(HandlerDiagnosticsTests).GetMethods().Select(m => m.Name.Split('_')[0]).Where(n => n.StartsWith("SCH", System.StringComparison.Ordinal));
        tested.ShouldBe(HandlerDiagnostics.All.Select(d => d.Id), ignoreOrder: true);
    }

    [Fact]
    public void A_broken_handler_does_not_take_the_others_with_it()
    {
        var run = new GeneratorRun(Preamble +
            """
            static class H
            {
                [CommandHandler(0x10, "low")] public static Number Low(HandlerContext context) => default;
                [CommandHandler(0x1000, "good")] public static Number Good(HandlerContext context) => default;
            }
            """);
        run.Diagnostics.Select(d => d.Id).ShouldBe(["SCH001"]);
        run.GeneratedText.ShouldContain("TryGood");
        run.GeneratedText.ShouldNotContain("TryLow");
        run.CompilerProblems.ShouldBeEmpty();
    }

    [Fact]
    public void A_type_that_does_not_exist_is_left_to_the_compiler()
    {
        var run = new GeneratorRun(Preamble + """static class H { [CommandHandler(0x1000, "sum")] public static Number Sum(in Missing request, HandlerContext context) => default; }""");
        run.Diagnostics.ShouldBeEmpty();
        run.CompilerProblems.Select(d => d.Id).Distinct().ShouldBe(["CS0246"]);
    }

    private static void Expect(string id, string message, string source)
    {
        var text = Preamble + source;
        var start = text.IndexOf('«');
        var length = text.IndexOf('»') - start - 1;
        var diagnostic = new GeneratorRun(text.Replace("«", "").Replace("»", "")).Diagnostics.ShouldHaveSingleItem();
        diagnostic.Id.ShouldBe(id);
        diagnostic.GetMessage().ShouldBe(message);
        diagnostic.Location.GetLineSpan().Path.ShouldBe("Snippet.cs");
        (diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length).ShouldBe((start, length));
    }
}
