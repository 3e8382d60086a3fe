using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>Enumerations: underlying type, every value, and no value beside those.</summary>
public static partial class EnumerationCheck
{
    /// <summary>Checks a group; returns the lines it has checked.</summary>
    public static IEnumerable<WireLine> Run(WireGroup group)
    {
        var head = WireFile.EnumerationHead().Match(group.Head.Text);
        var type = group.Head.Found(WireTypes.Find(group.Name), $"type {group.Name}");
        group.Head.Equal(WireTypes.Find(head.Groups[2].Value), Enum.GetUnderlyingType(type), "underlying type");
        group.Head.Equal(int.Parse(head.Groups[3].Value), WireTypes.SizeOf(type), "size");
        yield return group.Head;

        var named = new HashSet<string>();
        foreach (var line in group.Body)
        {
            var stated = ValueLine().Match(line.Text);
            line.Equal(true, stated.Success, "reads as a value");
            line.Equal(group.Name, line.Text.Split('.')[0], "type");
            named.Add(stated.Groups[1].Value);
            CheckValue(line, type, stated.Groups[1].Value, ulong.Parse(stated.Groups[2].Value, NumberStyles.HexNumber));
            yield return line;
        }

        group.Head.Equal("", string.Join(", ", Enum.GetNames(type).Except(named)), "values that the file does not have");
    }

    /// <summary>Checks one value by name.</summary>
    public static void CheckValue(WireLine line, Type type, string name, ulong stated)
    {
        line.Equal(true, Enum.IsDefined(type, name), $"a value {type.Name}.{name}");
        line.Equal(stated, Convert.ToUInt64(Enum.Parse(type, name)), $"{type.Name}.{name}");
    }

    /// <summary><c>CpuStatus.IDLE   0x1</c></summary>
    [GeneratedRegex(@"^\w+\.(\w+)\s+0x([0-9a-fA-F]+)$")]
    private static partial Regex ValueLine();
}
