using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>Every fact of openhcl.txt and of what it leaves out holds in C#, one case a group of lines; and no line goes without a check.</summary>
public class WireFileTests
{
    /// <summary>The lines that no check looks at, each with its reason.</summary>
    public static IReadOnlyDictionary<string, string> Excused { get; } = new Dictionary<string, string>
    {
        ["# OpenHCL sidecar and Hyper-V TLFS: the wire facts"] = "title",
        ["Offsets, sizes and values are decimal unless they start with 0x. A compiler printed them from the public definitions"] = "introduction",
        ["(microsoft/openvmm at commit 1488a37, August 2026); bit positions were read from the source and some 25 of them checked"] = "introduction",
        ["against real setters. Format: `Type.field  offset  size  type`. In C#, a type keeps its name and a field is the PascalCase of its"] = "introduction",
        ["name here: `ControlPage.needs_attention` is `ControlPage.NeedsAttention`."] = "introduction",
        ["# Newtypes (size align inner)"] = "heading",
        ["# Constants"] = "heading",
        ["# Golden bytes: what the Rust sidecar itself writes, for made-up addresses"] = "heading",
        ["# Bitfield cross-check (setter output, to confirm the parsed bit positions)"] = "heading",
        ["HvError"] = "HvStatus without its zero, for Rust's niche optimisation: C# has HvStatus alone, whose codes have their own section",
    };

    public static TheoryData<string> Titles => [.. WireFile.Groups.Where(group => !Excused.ContainsKey(group.Name)).Select(group => group.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void Fact_holds(string title)
    {
        var group = WireFile.Titled(title);

        Assert.Equal(group.Lines.Count, WireChecks.Run(group).Distinct().Count());
    }

    [Fact]
    public void No_line_goes_without_a_check()
    {
        var all = WireFile.Names
            .SelectMany(name => WireFile.TextOf(name).Select((text, index) => new WireLine(name, index + 1, text)))
            .Where(line => !string.IsNullOrWhiteSpace(line.Text));
        var looked = WireFile.Groups.SelectMany(WireChecks.Run).ToHashSet();
        var excused = WireFile.Groups.Where(group => Excused.ContainsKey(group.Name)).SelectMany(group => group.Lines).ToHashSet();

        Assert.Equal("", string.Join('\n', all.Where(line => !looked.Contains(line) && !excused.Contains(line))));
        Assert.Empty(looked.Intersect(excused));
    }

    [Fact]
    public void Every_excuse_is_needed() => Assert.Empty(Excused.Keys.Except(WireFile.Groups.Select(group => group.Name)));

    [Fact]
    public void Nothing_is_listed_here_that_the_file_does_not_have()
        => Assert.Empty(ExpressionCheck.Unstated().Concat(GoldenCheck.Unstated()).Concat(NameListCheck.Unstated()));
}
