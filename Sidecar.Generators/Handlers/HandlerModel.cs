namespace Sidecar.Generators.Handlers;

/// <summary>A request, state or response: its type as generated code writes it, and what is known of it.</summary>
/// <param name="Type">Fully qualified name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Fields">What the catalog says of it; empty for state.</param>
internal sealed record HandlerType(string Type, int Size, EquatableArray<PayloadField> Fields);

/// <summary>One handler, as far as generated code depends on it. Holds no positions, so that an edit elsewhere in the file changes nothing.</summary>
/// <param name="Number">Command number.</param>
/// <param name="Name">Name on the wire.</param>
/// <param name="Method">How generated code calls it.</param>
/// <param name="Summary">First sentence of its doc comment, or empty.</param>
/// <param name="IsPublic">Whether its payloads are visible outside the assembly.</param>
/// <param name="Request">The request; null without one.</param>
/// <param name="State">The state; null without one.</param>
/// <param name="Response">The response; null without one.</param>
internal sealed record HandlerModel(uint Number, string Name, string Method, string Summary, bool IsPublic, HandlerType? Request, HandlerType? State, HandlerType? Response)
{
    /// <summary>The name as a C# identifier: <c>kv-put</c> is <c>KvPut</c>.</summary>
    public string Identifier => string.Concat(System.Array.ConvertAll(Name.Split('-'), word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
}

/// <summary>What one attributed method gave: a model unless it is broken beyond use, and what is wrong with it.</summary>
internal sealed record HandlerCandidate(HandlerModel? Model, SourcePlace Place, EquatableArray<DiagnosticInfo> Diagnostics);
