using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>openhcl.txt and what it leaves out, cut into groups. Every line that is not blank is in exactly one group.</summary>
public static partial class WireFile
{
    private static readonly Dictionary<string, WireGroupKind> s_sections = new()
    {
        ["# Newtypes"] = WireGroupKind.Newtype,
        ["# Constants"] = WireGroupKind.Expression,
        ["# Golden bytes"] = WireGroupKind.Golden,
        ["# Bitfield cross-check"] = WireGroupKind.Expression,
        ["# HvStatus"] = WireGroupKind.NameList,
        ["# Synthetic MSRs"] = WireGroupKind.NameList,
        ["# HvRegisterName"] = WireGroupKind.NameList,
        ["# HvX64RegisterName"] = WireGroupKind.NameList,
    };

    /// <summary>The files of facts.</summary>
    public static IReadOnlyList<string> Names { get; } = ["openhcl.txt", "hvdef-registers.txt"];

    /// <summary>The groups, in the files' order.</summary>
    public static IReadOnlyList<WireGroup> Groups { get; } = [.. Names.SelectMany(name => Parse(name, TextOf(name)))];

    /// <summary>The groups of one kind.</summary>
    public static IEnumerable<WireGroup> OfKind(WireGroupKind kind) => Groups.Where(group => group.Kind == kind);

    /// <summary>The group that a test case names.</summary>
    public static WireGroup Titled(string title) => Groups.Single(group => group.Title == title);

    /// <summary>A file's lines.</summary>
    public static string[] TextOf(string name) => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Data", name));

    private static List<WireGroup> Parse(string name, string[] text)
    {
        var groups = new List<WireGroup>();
        var section = WireGroupKind.Unknown;
        List<WireLine>? open = null;
        string? owner = null;

        for (var index = 0; index < text.Length; index++)
        {
            var line = new WireLine(name, index + 1, text[index]);
            if (string.IsNullOrWhiteSpace(line.Text))
            {
                owner = null;
                continue;
            }

            if (open is not null && owner is not null && (owner == "" || line.Text.StartsWith(owner, StringComparison.Ordinal)))
            {
                open.Add(line);
                continue;
            }

            (var kind, var title, owner) = Heading(line.Text, ref section);
            open = [line];
            groups.Add(new WireGroup(kind, title, open));
        }

        return groups;
    }

    /// <summary>What a line opens, and how the lines that belong to it begin: null for none, empty for all up to a blank line.</summary>
    private static (WireGroupKind Kind, string Name, string? Owner) Heading(string text, ref WireGroupKind section)
    {
        if (text.StartsWith("# ", StringComparison.Ordinal))
        {
            section = s_sections.FirstOrDefault(pair => text.StartsWith(pair.Key, StringComparison.Ordinal)).Value;
            return section == WireGroupKind.NameList ? (section, text, "") : (WireGroupKind.Unknown, text, null);
        }

        if (StructureHead().Match(text) is { Success: true } structure)
        {
            return (WireGroupKind.Structure, structure.Groups[1].Value, structure.Groups[1].Value + ".");
        }

        if (BitFieldHead().Match(text) is { Success: true } bits)
        {
            return (WireGroupKind.BitField, bits.Groups[1].Value, bits.Groups[1].Value + ".");
        }

        if (EnumerationHead().Match(text) is { Success: true } enumeration)
        {
            return (WireGroupKind.Enumeration, enumeration.Groups[1].Value, enumeration.Groups[1].Value + ".");
        }

        return section switch
        {
            WireGroupKind.Newtype => (section, text.Split(' ')[0], null),
            WireGroupKind.Expression => (section, text[..text.LastIndexOf(' ')].TrimEnd(), null),
            WireGroupKind.Golden => (section, text[..text.LastIndexOf(" (", StringComparison.Ordinal)], "  "),
            _ => (WireGroupKind.Unknown, text, null),
        };
    }

    /// <summary><c>ControlPage (size 4096 align 4096)  [struct sidecar_defs]</c></summary>
    [GeneratedRegex(@"^(\w+) \(size (\d+) align (\d+)\)  \[struct [\w:]+\]$")]
    public static partial Regex StructureHead();

    /// <summary><c>Pte (size 8 align 8, u64; 64 bits listed)  [x86defs]</c></summary>
    [GeneratedRegex(@"^(\w+) \(size (\d+) align (\d+), (u\d+); (\d+) bits listed\)  \[[\w:]+\]$")]
    public static partial Regex BitFieldHead();

    /// <summary><c>CpuStatus: u8 (size 1)  [sidecar_defs]</c></summary>
    [GeneratedRegex(@"^(\w+): (u\d+) \(size (\d+)\)  \[[\w:]+\]$")]
    public static partial Regex EnumerationHead();
}
