using System;
using System.IO;
using System.Text.RegularExpressions;

namespace Sidecar.Cli.Linux.Kernel;

/// <summary>
/// Makes kernel packages work where they were unpacked: the headers' Makefiles include <c>/usr/src/…</c>, and links lead there. All of it becomes relative, so that the folder can be moved and copied.
/// </summary>
internal static partial class HeaderPaths
{
    private static readonly string[] s_makefiles = ["Makefile", ".kernelvariables"];

    /// <summary>Rewrites what lies below a folder that packages were unpacked to.</summary>
    public static void Rewrite(string root)
    {
        foreach (var headers in Directory.GetDirectories(Path.Combine(root, "usr", "src"), "linux-headers-*"))
        {
            foreach (var name in s_makefiles)
            {
                var file = Path.Combine(headers, name);
                if (File.Exists(file))
                {
                    var text = File.ReadAllText(file);
                    var relative = RewriteText(text, UpFrom(root, headers));
                    if (relative != text)
                    {
                        File.WriteAllText(file, relative);
                    }
                }
            }
        }

        RewriteLinks(root, new(root));
    }

    /// <summary>A Makefile's text with absolute paths below /usr made relative.</summary>
    /// <param name="text">The text.</param>
    /// <param name="up">The way from the folder that make runs in to the one that stands for /.</param>
    public static string RewriteText(string text, string up) => AbsolutePath().Replace(text, $"{up}/usr/");

    private static void RewriteLinks(string root, DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is { } target)
            {
                if (target.StartsWith("/usr/", StringComparison.Ordinal))
                {
                    entry.Delete();
                    File.CreateSymbolicLink(entry.FullName, UpFrom(root, folder.FullName) + target);
                }
            }
            else if (entry is DirectoryInfo inner)
            {
                RewriteLinks(root, inner);
            }
        }
    }

    private static string UpFrom(string root, string folder) => Path.GetRelativePath(folder, root);

    // Where a word begins, or behind what make and the shell put in front of a path.
    [GeneratedRegex(@"(?<=^|[\s=:(""'])/usr/(?=(src|lib)/)", RegexOptions.Multiline)]
    private static partial Regex AbsolutePath();
}
