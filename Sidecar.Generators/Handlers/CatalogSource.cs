using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Sidecar.Generators.Handlers;

/// <summary>Writes <c>HandlerCatalog</c>: what a console needs to list handlers, read their requests and print their responses.</summary>
internal static class CatalogSource
{
    private const string Interfaces = "global::Sidecar.Protocol.Handlers";

    public static string Write(HandlerSet set, string rootNamespace)
    {
        var source = new SourceWriter(rootNamespace);
        source.Line("/// <summary>The handlers of this assembly, as a host shows them: by command number.</summary>");
        source.Open($"public readonly struct HandlerCatalog : {Interfaces}.IHandlerCatalog");
        source.Line("/// <inheritdoc/>");
        source.Line($"public static int Count => {set.Handlers.Count};");
        Lookup(source, set, "uint NumberAt", h => "0x" + h.Number.ToString("x", CultureInfo.InvariantCulture) + "u", "0");
        Lookup(source, set, "global::System.ReadOnlySpan<byte> NameAt", h => SourceWriter.Utf8(h.Name), "default");
        Lookup(source, set, "global::System.ReadOnlySpan<byte> SummaryAt", h => SourceWriter.Utf8(h.Summary), "default");
        Lookup(source, set, "int RequestSizeAt", h => Size(h.Request), "0");
        Lookup(source, set, "int ResponseSizeAt", h => Size(h.Response), "0");
        Lookup(source, set, "int RequestFieldCountAt", h => Fields(h.Request).Count.ToString(CultureInfo.InvariantCulture), "0");
        Lookup(source, set, "int ResponseFieldCountAt", h => Fields(h.Response).Count.ToString(CultureInfo.InvariantCulture), "0");
        FieldLookup(source, set, "RequestFieldAt", h => h.Request);
        FieldLookup(source, set, "ResponseFieldAt", h => h.Response);
        source.Close();
        return source.ToString();
    }

    private static void Lookup(SourceWriter source, HandlerSet set, string signature, Func<HandlerModel, string> value, string otherwise)
    {
        source.Line();
        source.Line("/// <inheritdoc/>");
        source.Open($"public static {signature}(int index) => index switch");
        foreach (var (handler, index) in set.Handlers.Select((h, i) => (h, i)))
        {
            source.Line($"{index} => {value(handler)},");
        }

        source.Line($"_ => {otherwise},");
        source.Close(";");
    }

    private static void FieldLookup(SourceWriter source, HandlerSet set, string name, Func<HandlerModel, HandlerType?> payload)
    {
        source.Line();
        source.Line("/// <inheritdoc/>");
        source.Open($"public static {Interfaces}.HandlerField {name}(int index, int field) => index switch");
        foreach (var (type, index) in set.Handlers.Select((h, i) => (payload(h), i)).Where(p => Fields(p.Item1).Count > 0))
        {
            source.Open($"{index} => field switch");
            foreach (var (field, number) in Fields(type).Select((f, i) => (f, i)))
            {
                source.Line($"{number} => new({SourceWriter.Utf8(field.Name)}, {Interfaces}.FieldKind.{field.Kind}, {field.Offset}, {field.ElementSize}, {field.Capacity}, {field.LengthOffset}),");
            }

            source.Line("_ => default,");
            source.Close(",");
        }

        source.Line("_ => default,");
        source.Close(";");
    }

    private static string Size(HandlerType? type) => (type?.Size ?? 0).ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<PayloadField> Fields(HandlerType? type) => type?.Fields ?? default;
}
