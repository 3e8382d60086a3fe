using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Sidecar.Cli.Config;

/// <summary>
/// How a setting reads, the same in cosmos.config and on the command line. Each method gives null when the text will do, and otherwise what would,
/// so that the caller can put file and line, or the option's name, in front.
/// </summary>
public static class SettingValue
{
    /// <summary>Leaves room in the 2,048 bytes that boot.elf and Linux take for what the shim and this program say.</summary>
    private const int MaxCommandLine = 1024;

    /// <summary>A whole number.</summary>
    public static string? Number(string text, int min, int max, out int value)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"expected a number from {min} to {max}");

    /// <summary>A whole number, or <c>auto</c>, which is null.</summary>
    public static string? AutoOrNumber(string text, int min, int max, out int? value)
    {
        value = null;
        if (text == "auto")
        {
            return null;
        }

        var expectation = Number(text, min, max, out var number);
        value = number;
        return expectation is null ? null : $"{expectation}, or auto";
    }

    /// <summary>One of an enum's names, in lower case.</summary>
    public static string? Choice<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (Name(candidate) == text)
            {
                value = candidate;
                return null;
            }
        }

        value = default;
        return $"expected {OneOf(Enum.GetValues<T>().Select(Name))}";
    }

    /// <summary>An enum's value as it is written.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A size of memory, at least <see cref="MemorySize.Min"/> unless <paramref name="allowNone"/> and 0.</summary>
    public static string? Memory(string text, bool allowNone, out long bytes)
    {
        if (allowNone && text == "0")
        {
            bytes = 0;
            return null;
        }

        return MemorySize.TryParse(text, out bytes) && bytes is >= MemorySize.Min and <= MemorySize.Max
            ? null
            : $"expected a size from {MemorySize.Format(MemorySize.Min)} to {MemorySize.Format(MemorySize.Max)}, such as 512M or 4G{(allowNone ? ", or 0" : "")}";
    }

    /// <summary>A list of CPUs.</summary>
    public static string? Cpus(string text, out CpuList list)
        => CpuList.TryParse(text, MachineSettings.MaxCpus, out list)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"expected CPU numbers below {MachineSettings.MaxCpus} in ascending order, such as 1-7,9");

    /// <summary>A scenario's name. Whether there is one of that name, the monitor knows.</summary>
    public static string? Scenario(string text)
        => text.Length is > 0 and <= 40 && text.All(character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
            ? null
            : "expected a scenario's name: lower-case letters, digits and hyphens, such as tour";

    /// <summary>A line of kernels, or <c>auto</c>, which is null. Whether there is one, the distribution knows.</summary>
    public static string? KernelSeries(string text, out string? series)
    {
        series = text == "auto" ? null : text;
        return series is null || (text.Length <= 9 && text.Split('.') is [{ Length: > 0 } version, { Length: > 0 } level] && (version + level).All(char.IsAsciiDigit))
            ? null
            : "expected two numbers such as 6.12, or auto";
    }

    /// <summary>Names of kernel modules, separated by commas; may be empty.</summary>
    public static string? Modules(string text, out ImmutableArray<string> modules)
    {
        modules = text.Length == 0 ? [] : [.. text.Split(',')];
        return modules.All(name => name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-'))
            ? null
            : "expected names of kernel modules with commas between them, such as virtio_pci,virtio_net";
    }

    /// <summary>Words for Linux's command line; may be empty.</summary>
    public static string? CommandLine(string text)
        => text.Length <= MaxCommandLine && text.All(character => character is >= ' ' and <= '~')
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"expected at most {MaxCommandLine} printable characters of ASCII");

    /// <summary>A folder inside the repository.</summary>
    public static string? Folder(string text)
        => text.Length > 0 && !text.StartsWith('/') && text.Split('/').All(part => part is not ("" or "." or "..")) && !text.AsSpan().ContainsAny("\\\"'<>|*?;$%@() ")
            ? null
            : "expected a folder inside the repository, such as samples";

    /// <summary>Words joined as in a sentence: <c>a, b or c</c>.</summary>
    public static string OneOf(IEnumerable<string> words)
    {
        var list = words.ToList();
        return list.Count < 2 ? string.Concat(list) : $"{string.Join(", ", list.SkipLast(1))} or {list[^1]}";
    }
}
