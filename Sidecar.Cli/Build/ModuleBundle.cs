using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Build;

/// <summary>
/// The files that boot.elf is given, in one: QEMU's <c>-initrd</c> carries a single file, so that with guests there it is a cpio archive ("newc"), which boot.elf takes
/// apart (docs/guests.md, "How guests reach the machine").
/// </summary>
internal static class ModuleBundle
{
    /// <summary>The guests that were built, by the names that boot.elf knows them by.</summary>
    public static IReadOnlyList<(string Name, string Path)> Guests(Repository repository)
        => Directory.Exists(repository.Guests)
            ? [.. Directory.GetFiles(repository.Guests)
                .Where(path => Path.GetExtension(path) is ".elf" or ".bin")
                .Order(System.StringComparer.Ordinal)
                .Select(path => ($"guests/{Path.GetFileName(path)}", path))]
            : [];

    /// <summary>The file for <c>-initrd</c>: the kernel itself, or an archive with it when there is more.</summary>
    /// <param name="repository">The repository, which has the guests.</param>
    /// <param name="sidecar">The kernel.</param>
    /// <param name="archive">Where an archive goes.</param>
    /// <param name="others">What else boot.elf is given.</param>
    public static string Make(Repository repository, string sidecar, string archive, params IReadOnlyList<BootFile> others)
    {
        var guests = Guests(repository);
        if (guests.Count == 0 && others.Count == 0)
        {
            return sidecar;
        }

        using var stream = File.Create(archive);
        Write(stream, [new("sidecar.elf", File.ReadAllBytes(sidecar)), .. guests.Select(guest => new BootFile(guest.Name, File.ReadAllBytes(guest.Path))), .. others]);
        return archive;
    }

    /// <summary>Writes an archive.</summary>
    public static void Write(Stream stream, IEnumerable<BootFile> files)
    {
        var archive = new CpioWriter(stream);
        foreach (var file in files)
        {
            archive.File(file.Name, file.Content);
        }

        archive.Finish();
    }
}
