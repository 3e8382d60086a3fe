using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>Types that wrap one value: they exist, and have its size.</summary>
public static partial class NewtypeCheck
{
    /// <summary>Checks a group; returns the lines it has checked.</summary>
    public static IEnumerable<WireLine> Run(WireGroup group)
    {
        var stated = NewtypeLine().Match(group.Head.Text);
        group.Head.Equal(true, stated.Success, "reads as a type that wraps a value");
        var type = group.Head.Found(WireTypes.Find(group.Name), $"type {group.Name}");
        var size = WireTypes.SizeOf(type);
        group.Head.Equal(int.Parse(stated.Groups[1].Value), size, "size");
        group.Head.Equal(0, size % int.Parse(stated.Groups[2].Value), "size beyond a multiple of the alignment");
        group.Head.Equal(WireTypes.SizeOfStated(stated.Groups[3].Value), size, "size of what it wraps");
        yield return group.Head;
    }

    /// <summary><c>HvRegisterName 4 4   (pub u32)  [hvdef]</c></summary>
    [GeneratedRegex(@"^\w+ (\d+) (\d+)\s+\((?:pub )?([^)]+)\)\s+\[[\w:]+\]$")]
    private static partial Regex NewtypeLine();
}
