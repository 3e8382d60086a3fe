using System.Globalization;

namespace Sidecar.Generators.Handlers;

/// <summary>Writes <c>HandlerNumbers</c> and <c>HandlerCalls</c>: what a host needs to call handlers by name and type.</summary>
internal static class CallsSource
{
    private const string Marshal = "global::System.Runtime.InteropServices.MemoryMarshal";

    public static string Write(HandlerSet set, string rootNamespace)
    {
        var source = new SourceWriter(rootNamespace);
        source.Line("/// <summary>The command numbers of this assembly's handlers.</summary>");
        source.Open("public static class HandlerNumbers");
        foreach (var handler in set.Handlers)
        {
            source.Line(Doc(handler));
            source.Line($"public const uint {handler.Identifier} = 0x{handler.Number.ToString("x", CultureInfo.InvariantCulture)};");
        }

        source.Close();
        source.Line();
        source.Line("/// <summary>Calls to this assembly's handlers, as a host makes them. Each is true when the VP answered without an error; the error text is on the command page otherwise.</summary>");
        source.Open("public static class HandlerCalls");
        var first = true;
        foreach (var handler in set.Handlers)
        {
            if (!first)
            {
                source.Line();
            }

            first = false;
            Call(source, handler);
        }

        source.Close();
        return source.ToString();
    }

    /// <summary>A handler's doc comment.</summary>
    public static string Doc(HandlerModel handler) =>
        $"/// <summary><c>{handler.Name}</c>{(handler.Summary.Length == 0 ? "" : ": ")}{SourceWriter.Xml(handler.Summary)}</summary>";

    private static void Call(SourceWriter source, HandlerModel handler)
    {
        var parameters = "ref TChannel channel"
            + (handler.Request is { } request ? $", in {request.Type} request" : "")
            + (handler.Response is { } response ? $", out {response.Type} response" : "");
        source.Line(Doc(handler));
        source.Line($"{(handler.IsPublic ? "public" : "internal")} static bool Try{handler.Identifier}<TChannel>({parameters})");
        source.Open("    where TChannel : struct, global::Sidecar.Protocol.Handlers.ICommandChannel, allows ref struct");
        var execute = $"channel.Execute(HandlerNumbers.{handler.Identifier})";
        if (handler.Response is not null)
        {
            source.Line("response = default;");
        }

        if (handler.Request is not null)
        {
            source.Open("if (!channel.MayFillPage())");
            source.Line("return false;");
            source.Close();
            source.Line();
            source.Line($"{Marshal}.Write(channel.Payload, in request);");
        }

        if (handler.Response is null)
        {
            source.Line($"return {execute};");
        }
        else
        {
            source.Open($"if (!{execute})");
            source.Line("return false;");
            source.Close();
            source.Line();
            source.Line($"response = {Marshal}.Read<{handler.Response.Type}>(channel.Payload);");
            source.Line("return true;");
        }

        source.Close();
    }
}
