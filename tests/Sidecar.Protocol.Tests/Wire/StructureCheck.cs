using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>Structures: the type's size, and each field's name, offset, size and type; and that C# has no field beside those.</summary>
public static partial class StructureCheck
{
    /// <summary>Checks a group; returns the lines it has checked.</summary>
    public static IEnumerable<WireLine> Run(WireGroup group)
    {
        var head = WireFile.StructureHead().Match(group.Head.Text);
        var type = group.Head.Found(WireTypes.Find(group.Name), $"type {group.Name}");
        var size = int.Parse(head.Groups[2].Value);
        var align = int.Parse(head.Groups[3].Value);
        group.Head.Equal(size, WireTypes.SizeOf(type), "size");
        // C# structures have no alignment of their own: whoever places one has to. What can be checked is that one after another stays aligned.
        group.Head.Equal(0, WireTypes.SizeOf(type) % align, "size beyond a multiple of the alignment");
        yield return group.Head;

        var named = new HashSet<string>();
        foreach (var line in group.Body)
        {
            line.Equal(group.Name, line.Text.Split('.')[0], "type");
            named.Add(CheckField(type, line));
            yield return line;
        }

        var unstated = type.GetFields(WireTypes.Instance).Select(field => field.Name).Where(name => !named.Contains(name));
        group.Head.Equal("", string.Join(", ", unstated), "fields that the file does not have");
    }

    private static string CheckField(Type type, WireLine line)
    {
        var stated = FieldLine().Match(line.Text);
        line.Equal(true, stated.Success, "reads as a field");
        var name = WireTypes.Pascal(stated.Groups[1].Value);
        var offset = int.Parse(stated.Groups[2].Value);
        var size = int.Parse(stated.Groups[3].Value);
        if (size == 0)
        {
            // An array of unstated length at the end: C# has its offset as a constant, and the structure ends there.
            line.Equal(offset, (int)line.Found(type.GetField(name + "Offset"), $"constant {type.Name}.{name}Offset").GetRawConstantValue()!, "offset");
            line.Equal(offset, WireTypes.SizeOf(type), "end of the structure");
            line.Equal(0, WireTypes.SizeOfStated(stated.Groups[4].Value), "size of the array");
            return name;
        }

        var field = line.Found(type.GetField(name), $"field {type.Name}.{name}");
        line.Equal(offset, WireTypes.OffsetOf(field), "offset");
        line.Equal(size, WireTypes.SizeOf(field.FieldType), "size");
        line.Equal(true, WireTypes.Matches(stated.Groups[4].Value, field.FieldType), $"{field.FieldType} as the field's type");
        return name;
    }

    /// <summary><c>ControlPage.index   0     4   AtomicU32</c></summary>
    [GeneratedRegex(@"^\w+\.(\w+)\s+(\d+)\s+(\d+)\s+(.+)$")]
    private static partial Regex FieldLine();
}
