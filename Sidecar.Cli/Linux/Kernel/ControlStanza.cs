using System;
using System.Collections.Generic;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>What apt says of one version of a package: lines <c>Field: value</c>.</summary>
internal sealed class ControlStanza
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <summary>The package's name.</summary>
    public string Package => Field("Package");

    /// <summary>The version.</summary>
    public string Version => Field("Version");

    /// <summary>What it needs.</summary>
    public IReadOnlyList<Dependency> Dependencies => Dependency.ParseList(Field("Depends"));

    /// <summary>Reads what <c>apt-cache show</c> writes: stanzas with empty lines between them. What is no stanza, such as a note of apt's, is skipped.</summary>
    public static IReadOnlyList<ControlStanza> Parse(IEnumerable<string> lines)
    {
        var stanzas = new List<ControlStanza>();
        var current = new ControlStanza();
        foreach (var line in lines)
        {
            if (line.Length == 0)
            {
                Finish();
                current = new();
            }
            else if (line[0] != ' ' && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
            {
                current._fields[line[..colon]] = line[(colon + 2)..];
            }
        }

        Finish();
        return stanzas;

        void Finish()
        {
            if (current.Package.Length > 0 && current.Version.Length > 0)
            {
                stanzas.Add(current);
            }
        }
    }

    private string Field(string name) => _fields.GetValueOrDefault(name, "");
}
