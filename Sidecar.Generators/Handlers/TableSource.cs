using System.Globalization;
using System.Linq;

namespace Sidecar.Generators.Handlers;

/// <summary>Writes <c>HandlerTable</c>: what the kernel calls. Freestanding code: switches, no tables, no delegates.</summary>
internal static class TableSource
{
    private const string Interfaces = "global::Sidecar.Protocol.Handlers";

    public static string Write(HandlerSet set, string rootNamespace)
    {
        var source = new SourceWriter(rootNamespace);
        source.Line("/// <summary>The handlers of this assembly, as the kernel calls them.</summary>");
        source.Open($"public readonly unsafe struct HandlerTable : {Interfaces}.IHandlerTable");
        source.Line("/// <inheritdoc/>");
        source.Line($"public static int Count => {set.Handlers.Count};");
        source.Line();
        source.Line("/// <inheritdoc/>");
        source.Line($"public static int StateSize => {set.StateSize.ToString(CultureInfo.InvariantCulture)};");
        source.Line();
        Lookup(source, set, "bool Contains", _ => "true", "false");
        Lookup(source, set, "bool NeedsState", h => h.State is null ? null : "true", "false");
        Lookup(source, set, "global::System.ReadOnlySpan<byte> NameOf", h => SourceWriter.Utf8(h.Name), "default");
        Invoke(source, set);
        foreach (var handler in set.Handlers)
        {
            source.Line();
            InvokeOne(source, set, handler);
        }

        source.Close();
        return source.ToString();
    }

    private static void Lookup(SourceWriter source, HandlerSet set, string signature, System.Func<HandlerModel, string?> value, string otherwise)
    {
        source.Line("/// <inheritdoc/>");
        source.Open($"public static {signature}(uint command) => command switch");
        foreach (var handler in set.Handlers)
        {
            if (value(handler) is { } text)
            {
                source.Line($"{Number(handler)} => {text},");
            }
        }

        source.Line($"_ => {otherwise},");
        source.Close(";");
        source.Line();
    }

    private static void Invoke(SourceWriter source, HandlerSet set)
    {
        source.Line("/// <inheritdoc/>");
        source.Open($"public static void Invoke(uint command, byte* payload, byte* state, {Interfaces}.HandlerFrame* frame)");
        source.Open("switch (command)");
        foreach (var handler in set.Handlers)
        {
            source.Line($"case {Number(handler)}:");
            source.Line($"    Invoke{handler.Identifier}(payload, state, frame);");
            source.Line("    return;");
        }

        source.Line("default:");
        source.Line("    return;");
        source.Close();
        source.Close();
    }

    /// <summary>A method of its own for each handler, never inlined: the stack then holds one handler's payloads and not the sum of all.</summary>
    private static void InvokeOne(SourceWriter source, HandlerSet set, HandlerModel handler)
    {
        source.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]");
        source.Open($"private static void Invoke{handler.Identifier}(byte* payload, byte* state, {Interfaces}.HandlerFrame* frame)");
        var arguments = $"new {Interfaces}.HandlerContext(frame)";
        if (handler.State is { } state)
        {
            var offset = set.States.First(s => s.Type == state.Type).Offset.ToString(CultureInfo.InvariantCulture);
            source.Line($"// SAFETY: the kernel gives StateSize bytes, page-aligned; those from {offset} are this type's alone.");
            source.Line($"ref var kept = ref *({state.Type}*)(state + {offset});");
            arguments = "ref kept, " + arguments;
        }

        if (handler.Request is { } request)
        {
            source.Line($"// SAFETY: the payload has 1,024 bytes, {request.Size} of them are read, and only here: the other side may change them at any moment.");
            source.Line($"var request = *({request.Type}*)payload;");
            arguments = "in request, " + arguments;
        }

        if (handler.Response is { } response)
        {
            source.Line($"var response = {handler.Method}({arguments});");
            source.Open("if (frame->ErrorLength == 0)");
            source.Line($"// SAFETY: the payload has 1,024 bytes, {response.Size} of them are written.");
            source.Line($"*({response.Type}*)payload = response;");
            source.Close();
        }
        else
        {
            source.Line($"{handler.Method}({arguments});");
        }

        source.Close();
    }

    private static string Number(HandlerModel handler) => $"0x{handler.Number.ToString("x", CultureInfo.InvariantCulture)}u";
}
