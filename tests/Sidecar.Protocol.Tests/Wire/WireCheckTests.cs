using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;
using Xunit.Sdk;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>The checks bite: whatever number of openhcl.txt is changed, the check of its group fails.</summary>
public partial class WireCheckTests
{
    public static TheoryData<string> Titles => WireFileTests.Titles;

    [Theory]
    [MemberData(nameof(Titles))]
    public void Changed_number_is_noticed(string title)
    {
        var group = WireFile.Titled(title);
        var missed = new List<string>();
        foreach (var (line, changed) in Changes(group))
        {
            var damaged = group with { Lines = [.. group.Lines.Select(one => one == line ? line with { Text = changed } : one)] };
            if (Passes(group.Kind == WireGroupKind.Expression ? damaged : Renamed(damaged)))
            {
                missed.Add($"{line.Text} -> {changed}");
            }
        }

        Assert.Equal("", string.Join('\n', missed));
    }

    /// <summary>A group whose heading names another type or block is that one's group.</summary>
    private static WireGroup Renamed(WireGroup group) => group.Kind switch
    {
        WireGroupKind.NameList => group,
        WireGroupKind.Golden => group with { Name = group.Head.Text[..group.Head.Text.LastIndexOf(" (", System.StringComparison.Ordinal)] },
        _ => group with { Name = TypeName().Match(group.Head.Text).Value },
    };

    private static bool Passes(WireGroup group)
    {
        try
        {
            _ = WireChecks.Run(group).Count();
            return true;
        }
        catch (XunitException)
        {
            return false;
        }
    }

    /// <summary>Every line of a group with the last digit of one of its numbers raised by one.</summary>
    private static IEnumerable<(WireLine Line, string Changed)> Changes(WireGroup group)
    {
        foreach (var line in group.Kind == WireGroupKind.NameList ? group.Body : group.Lines)
        {
            // The expression itself is the key of its check, so only its value counts.
            var start = group.Kind == WireGroupKind.Expression ? line.Text.LastIndexOf(" 0x", System.StringComparison.Ordinal) + " 0x".Length : 0;
            var end = Module().Match(line.Text) is { Success: true } module ? module.Index : line.Text.Length;
            foreach (Match number in LastDigit().Matches(line.Text))
            {
                if (number.Index >= start && number.Index < end)
                {
                    yield return (line, line.Text[..number.Index] + ((number.Value[0] - '0' + 1) % 10) + line.Text[(number.Index + 1)..]);
                }
            }
        }
    }

    /// <summary>The last digit of each number, but those of an alignment, of which C# knows only what StructureCheck says, and of a Rust module.</summary>
    [GeneratedRegex(@"(?<!align \d*)[0-9](?![0-9])(?!\w*::)")]
    private static partial Regex LastDigit();

    /// <summary>Where a type comes from, at the end of its heading.</summary>
    [GeneratedRegex(@"  \[(struct )?[\w:]+\]$")]
    private static partial Regex Module();

    [GeneratedRegex(@"^\w+")]
    private static partial Regex TypeName();
}
