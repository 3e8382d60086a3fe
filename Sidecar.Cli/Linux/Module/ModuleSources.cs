using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Sidecar.Cli.Linux.Module;

/// <summary>The sources of a kernel module, without what a build has left among them.</summary>
internal sealed class ModuleSources
{
    private static readonly string[] s_names = ["Makefile", "Kbuild"];
    private static readonly string[] s_extensions = [".c", ".h", ".S"];

    private readonly string _folder;

    private ModuleSources(string folder, IReadOnlyList<string> files)
    {
        _folder = folder;
        Files = files;
    }

    /// <summary>Paths below the folder, in order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads a folder; null when there is no module in it.</summary>
    public static ModuleSources? Find(string folder)
    {
        if (!s_names.Any(name => File.Exists(Path.Combine(folder, name))))
        {
            return null;
        }

        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsSource).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal);
        return new(folder, [.. files]);
    }

    /// <summary>One text for all names and contents, and for what else decides the result.</summary>
    public string Fingerprint(params IEnumerable<string> others)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder, file))));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\0', others)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Copies them into a folder that is emptied first: make writes beside the sources.</summary>
    public void CopyTo(string target)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        foreach (var file in Files)
        {
            var path = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Path.Combine(_folder, file), path);
        }
    }

    private static bool IsSource(string path)
    {
        var name = Path.GetFileName(path);
        return s_names.Contains(name) || (s_extensions.Contains(Path.GetExtension(name)) && !name.EndsWith(".mod.c", StringComparison.Ordinal));
    }
}
