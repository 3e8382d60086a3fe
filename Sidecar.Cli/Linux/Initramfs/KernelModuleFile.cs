using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Sidecar.Cli.Linux.Initramfs;

/// <summary>A kernel module's file.</summary>
internal static class KernelModuleFile
{
    private const string Extension = ".ko";

    /// <summary>The module's name: file names may have hyphens, the names that modules call each other by have none. Null for a file that is no module.</summary>
    /// <param name="file">The file's name, perhaps of a compressed one.</param>
    public static string? NameOf(string file)
    {
        var name = Path.GetFileName(file);
        var end = name.IndexOf(Extension, StringComparison.Ordinal);
        return end > 0 && (end + Extension.Length == name.Length || name[end + Extension.Length] == '.') ? Normalize(name[..end]) : null;
    }

    /// <summary>A name with which modules are compared.</summary>
    public static string Normalize(string name) => name.Replace('-', '_');

    /// <summary>The modules that have to be loaded before, as the file says it: the text <c>depends=a,b</c> in its section <c>.modinfo</c>, where every text begins and ends with a zero.</summary>
    public static IReadOnlyList<string> Dependencies(ReadOnlySpan<byte> content)
    {
        var key = "\0depends="u8;
        var start = content.IndexOf(key);
        if (start < 0)
        {
            return [];
        }

        var value = content[(start + key.Length)..];
        var end = value.IndexOf((byte)0);
        return end <= 0 ? [] : [.. Array.ConvertAll(Encoding.ASCII.GetString(value[..end]).Split(',', StringSplitOptions.RemoveEmptyEntries), Normalize)];
    }
}
