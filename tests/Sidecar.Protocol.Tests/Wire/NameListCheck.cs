using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Tests.Wire;

/// <summary>Lists of names and numbers under a heading: statuses, MSRs, register names.</summary>
public static partial class NameListCheck
{
    private const string MsrPrefix = "HV_X64_MSR_";

    /// <summary>Checks a group; returns the lines it has checked.</summary>
    public static IEnumerable<WireLine> Run(WireGroup group)
    {
        foreach (var line in group.Body)
        {
            var stated = NumberLine().Match(line.Text);
            line.Equal(true, stated.Success, "reads as a name and its number");
            var name = stated.Groups[1].Value;
            var number = ulong.Parse(stated.Groups[2].Value, NumberStyles.HexNumber);
            switch (group.Name.Split(' ')[1])
            {
                case "HvStatus":
                    EnumerationCheck.CheckValue(line, typeof(HvStatus), name, number);
                    line.Equal(name, Encoding.UTF8.GetString(HvStatusText.NameOf((HvStatus)number)), "name in messages");
                    break;
                case "Synthetic":
                    line.Equal(MsrPrefix, name[..MsrPrefix.Length], "prefix");
                    var field = typeof(HvX64Msr).GetField(WireTypes.Pascal(name[MsrPrefix.Length..].ToLowerInvariant()));
                    line.Equal(number, (uint)line.Found(field, "MSR of that name").GetRawConstantValue()!, "number");
                    break;
                default:
                    EnumerationCheck.CheckValue(line, typeof(HvRegisterName), name, number);
                    break;
            }

            yield return line;
        }

        if (group.Name.Contains("HvStatus"))
        {
            group.Head.Equal(typeof(ushort), Enum.GetUnderlyingType(typeof(HvStatus)), "underlying type");
            group.Head.Equal(0, (ushort)HvStatus.Success, "success");
            group.Head.Equal("", Encoding.UTF8.GetString(HvStatusText.NameOf((HvStatus)0xfff0)), "name of a status that has none");
        }

        yield return group.Head;
    }

    /// <summary>What C# has under a kind of list, and the file has not.</summary>
    public static IEnumerable<string> Unstated()
    {
        var stated = WireFile.OfKind(WireGroupKind.NameList).SelectMany(group => group.Body)
            .Select(line => NumberLine().Match(line.Text).Groups[1].Value).ToHashSet();
        var msrs = stated.Where(name => name.StartsWith(MsrPrefix)).Select(name => WireTypes.Pascal(name[MsrPrefix.Length..].ToLowerInvariant()));
        return Enum.GetNames<HvStatus>().Except(stated).Except([nameof(HvStatus.Success)])
            .Concat(Enum.GetNames<HvRegisterName>().Except(stated))
            .Concat(typeof(HvX64Msr).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => field.Name).Except(msrs));
    }

    /// <summary><c>Rax = 0x00020000</c></summary>
    [GeneratedRegex(@"^(\w+) = 0x([0-9a-fA-F]+)$")]
    private static partial Regex NumberLine();
}
