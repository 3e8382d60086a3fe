namespace Sidecar.Generators.Handlers;

/// <summary>
/// Writes <c>AsyncHandlerCalls</c>: calls to handlers by name and type that a hosted program awaits. Only where the compilation has the channel they are written over, which freestanding code does not.
/// </summary>
internal static class AsyncCallsSource
{
    /// <summary>Full name of the interface that a VP implements for these calls.</summary>
    public const string ChannelName = "Sidecar.Protocol.Handlers.IAsyncCommandChannel";

    private const string Task = "global::System.Threading.Tasks.ValueTask";

    public static string Write(HandlerSet set, string rootNamespace)
    {
        var source = new SourceWriter(rootNamespace);
        source.Line("/// <summary>");
        source.Line("/// Calls to this assembly's handlers, as a hosted program awaits them. A handler that fails is an exception with its words. Cancellation asks the handler to end, and what it answers then is its answer.");
        source.Line("/// </summary>");
        source.Open("public static class AsyncHandlerCalls");
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

    private static void Call(SourceWriter source, HandlerModel handler)
    {
        var parameters = $"this global::{ChannelName} channel"
            + (handler.Request is { } request ? $", in {request.Type} request" : "")
            + ", global::System.Threading.CancellationToken cancellation = default";
        var arguments = $"HandlerNumbers.{handler.Identifier}" + (handler.Request is null ? "" : ", in request") + ", cancellation";
        var types = handler.Request is null ? handler.Response?.Type : handler.Response is null ? handler.Request.Type : $"{handler.Request.Type}, {handler.Response.Type}";
        source.Line(CallsSource.Doc(handler));
        source.Line($"{(handler.IsPublic ? "public" : "internal")} static {(handler.Response is { } response ? $"{Task}<{response.Type}>" : Task)} Call{handler.Identifier}Async({parameters})");
        source.Line($"    => channel.{(handler.Response is null ? "SendAsync" : "CallAsync")}{(types is null ? "" : $"<{types}>")}({arguments});");
    }
}
