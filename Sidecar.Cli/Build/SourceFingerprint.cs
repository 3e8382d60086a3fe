using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Sidecar.Cli.Build;

/// <summary>Names, sizes and times of all sources in one number: whether anything changed since the last build, in milliseconds instead of MSBuild's seconds.</summary>
internal static class SourceFingerprint
{
    private static readonly HashSet<string> Skipped = ["bin", "obj", "artifacts", ".git", "docs", "TestResults", ".vs", ".ci"];
    private static readonly HashSet<string> Extensions =
        [".cs", ".csproj", ".props", ".targets", ".asm", ".inc", ".ld", ".lds", ".sln", ".config", ".cfg", ".json", ".txt", ".py", ".sh", ".editorconfig"];

    /// <summary>The fingerprint of a repository.</summary>
    public static string Of(string root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files(new DirectoryInfo(root)).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is FileInfo file)
            {
                // Snapshots that a failed test leaves behind are no source.
                if (Extensions.Contains(file.Extension) && !file.Name.EndsWith(".received.txt", StringComparison.Ordinal))
                {
                    yield return file;
                }
            }
            else if (entry is DirectoryInfo inner && !Skipped.Contains(inner.Name) && inner.LinkTarget is null)
            {
                foreach (var found in Files(inner))
                {
                    yield return found;
                }
            }
        }
    }
}
