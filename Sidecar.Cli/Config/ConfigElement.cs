using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace Sidecar.Cli.Config;

/// <summary>One element of cosmos.config while it is read: every attribute has to be asked for, what nobody asked for is refused.</summary>
internal sealed class ConfigElement(string file, XElement element)
{
    private readonly List<string> _known = [];

    /// <summary>Reads an attribute, if it is there.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="read">Gives null, or what would have done.</param>
    public void Read(string name, Func<string, string?> read)
    {
        _known.Add(name);
        if (element.Attribute(name) is { } attribute && read(attribute.Value) is { } expectation)
        {
            throw At(attribute, $"<{element.Name}> {name}=\"{attribute.Value}\": {expectation}");
        }
    }

    /// <summary>Whether the attribute is there.</summary>
    public bool Has(string name) => element.Attribute(name) is not null;

    /// <summary>An error that concerns one attribute, or the whole element when that attribute is not there.</summary>
    public ConfigException Error(string name, string expectation)
        => element.Attribute(name) is { } attribute
            ? At(attribute, $"<{element.Name}> {name}=\"{attribute.Value}\": {expectation}")
            : Error(expectation);

    /// <summary>An error that concerns the whole element.</summary>
    public ConfigException Error(string expectation) => At(element, $"<{element.Name}>: {expectation}");

    /// <summary>The elements inside, each named in <paramref name="allowed"/>, once unless the name ends in <c>*</c>.</summary>
    public IEnumerable<ConfigElement> Children(params string[] allowed)
    {
        var seen = new HashSet<string>();
        foreach (var node in element.Nodes())
        {
            if (node is XText text && !string.IsNullOrWhiteSpace(text.Value))
            {
                throw At(text, $"<{element.Name}>: unexpected text \"{text.Value.Trim()}\"");
            }

            if (node is not XElement child)
            {
                continue;
            }

            var name = child.Name.ToString();
            if (!allowed.Contains(name) && !allowed.Contains(name + "*"))
            {
                throw At(child, $"unknown element <{name}> in <{element.Name}>: {Expectation(allowed.Select(other => $"<{other.TrimEnd('*')}>"), "no element")}");
            }

            if (!seen.Add(name) && allowed.Contains(name))
            {
                throw At(child, $"<{name}> stands twice: expected at most one");
            }

            yield return new(file, child);
        }
    }

    /// <summary>The element's name.</summary>
    public string Name => element.Name.ToString();

    /// <summary>Refuses attributes that nobody asked for, and elements where none may be.</summary>
    public void End(bool leaf = true)
    {
        foreach (var attribute in element.Attributes())
        {
            if (!_known.Contains(attribute.Name.ToString()))
            {
                throw At(attribute, $"unknown attribute {attribute.Name}=\"{attribute.Value}\" of <{element.Name}>: {Expectation(_known, "no attribute")}");
            }
        }

        if (leaf)
        {
            _ = Children().Count();
        }
    }

    private static string Expectation(IEnumerable<string> names, string none)
    {
        var text = SettingValue.OneOf(names);
        return $"expected {(text.Length == 0 ? none : text)}";
    }

    private ConfigException At(XObject where, string problem)
    {
        IXmlLineInfo position = where;
        return new(file, position.LineNumber, position.LinePosition, problem);
    }
}
