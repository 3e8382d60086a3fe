using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Sidecar.Generators.Handlers;

/// <summary>The first sentence of a method's doc comment.</summary>
/// <remarks>
/// Read from the source text, not from the symbol: a build without a documentation file (the freestanding one) does not parse doc comments,
/// and both builds must generate the same catalog.
/// </remarks>
internal static class DocSummary
{
    /// <summary>The sentence, on one line without markup; empty when there is none or it is not well-formed.</summary>
    public static string Of(SyntaxNode declaration)
    {
        var lines = declaration.GetLeadingTrivia().ToFullString().Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("///", System.StringComparison.Ordinal));
        XElement comment;
        try
        {
            comment = XElement.Parse("<doc>" + string.Join("\n", lines.Select(l => l.Substring(3))) + "</doc>", LoadOptions.PreserveWhitespace);
        }
        catch (System.Xml.XmlException)
        {
            return "";
        }

        var text = Regex.Replace(string.Concat(comment.Elements("summary").Take(1).Nodes().Select(Plain)), @"\s+", " ").Trim();
        return Regex.Match(text, @"^.*?[.!?](?= |$)").Value is { Length: > 0 } sentence ? sentence : text;
    }

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } element => Reference(element),
        XElement element => string.Concat(element.Nodes().Select(Plain)),
        _ => "",
    };

    /// <summary><c>see</c>, <c>paramref</c> and the like: what they point at, without its namespace.</summary>
    private static string Reference(XElement element) =>
        (element.Attributes("cref").Concat(element.Attributes("name")).Concat(element.Attributes("langword")).FirstOrDefault()?.Value ?? "").Split('.').Last();
}
