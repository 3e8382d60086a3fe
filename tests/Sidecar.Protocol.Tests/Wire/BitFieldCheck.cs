using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>
/// Bit fields, through the real setters and getters: a field set to ones shows exactly its bits, a field set to zero in a value of ones clears exactly
/// them, and a getter sees its own bits and no others.
/// </summary>
public static partial class BitFieldCheck
{
    /// <summary>Views of several fields or under another type, beyond the file's.</summary>
    private static readonly HashSet<string> s_views = ["Pte.Address", "LargePde.Address", "TranslateGvaControlFlagsX64.InputVtl"];

    /// <summary>Checks a group; returns the lines it has checked.</summary>
    public static IEnumerable<WireLine> Run(WireGroup group)
    {
        var head = WireFile.BitFieldHead().Match(group.Head.Text);
        var type = group.Head.Found(WireTypes.Find(group.Name), $"type {group.Name}");
        var size = int.Parse(head.Groups[2].Value);
        group.Head.Equal(size, WireTypes.SizeOf(type), "size");
        group.Head.Equal(size * 8, int.Parse(head.Groups[4].Value[1..]), "bits of the integer");
        group.Head.Equal(0, size % int.Parse(head.Groups[3].Value), "size beyond a multiple of the alignment");

        var named = new HashSet<string>();
        var listed = 0;
        foreach (var line in group.Body)
        {
            var stated = BitLine().Match(line.Text);
            line.Equal(true, stated.Success, "reads as a bit field");
            line.Equal(group.Name, line.Text.Split('.')[0], "type");
            var position = int.Parse(stated.Groups[2].Value);
            var width = int.Parse(stated.Groups[3].Value);
            line.Equal(listed, position, "the end of the field before");
            listed += width;

            var name = WireTypes.Pascal(stated.Groups[1].Value);
            named.Add(name);
            CheckBits(line, type, line.Found(type.GetProperty(name), $"property {type.Name}.{name}"), position, width);
            yield return line;
        }

        group.Head.Equal(int.Parse(head.Groups[5].Value), listed, "bits listed");
        var unstated = type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(property => property.Name)
            .Where(name => !named.Contains(name) && !s_views.Contains($"{type.Name}.{name}"));
        group.Head.Equal("", string.Join(", ", unstated), "bit fields that the file does not have");
        yield return group.Head;
    }

    private static void CheckBits(WireLine line, Type type, PropertyInfo property, int position, int width)
    {
        var all = (BigInteger.One << (WireTypes.SizeOf(type) * 8)) - 1;
        var ones = (BigInteger.One << width) - 1;
        var mask = ones << position;

        line.Equal(true, mask <= all, "room in the integer");
        line.Equal(true, width <= WireTypes.SizeOf(property.PropertyType) * 8, "room in the property's type");
        line.Equal(mask, Set(type, BigInteger.Zero, property, ones), "all ones in a value of zeros");
        line.Equal(all ^ mask, Set(type, all, property, BigInteger.Zero), "zero in a value of ones");
        line.Equal(ones, Get(type, mask, property), "read from its own bits");
        line.Equal(BigInteger.Zero, Get(type, all ^ mask, property), "read from all other bits");
    }

    private static BigInteger Set(Type type, BigInteger raw, PropertyInfo property, BigInteger field)
    {
        var boxed = FromNumber(type, raw);
        property.SetValue(boxed, property.PropertyType == typeof(bool) ? !field.IsZero : FromNumber(property.PropertyType, field));
        return ToNumber(boxed);
    }

    private static BigInteger Get(Type type, BigInteger raw, PropertyInfo property) => ToNumber(property.GetValue(FromNumber(type, raw))!);

    private static object FromNumber(Type type, BigInteger number)
    {
        var bytes = new byte[WireTypes.SizeOf(type)];
        number.ToByteArray(isUnsigned: true).CopyTo(bytes, 0);
        return WireTypes.FromBytes(type, bytes);
    }

    private static BigInteger ToNumber(object value) => new(WireTypes.Bytes(value), isUnsigned: true);

    /// <summary><c>Pte.pfn   12   40</c></summary>
    [GeneratedRegex(@"^\w+\.(\w+)\s+(\d+)\s+(\d+)$")]
    private static partial Regex BitLine();
}
