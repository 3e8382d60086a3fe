using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Build;

/// <summary>
/// The files that boot.elf is given, in one: QEMU's <c>-initrd</c> carries a single file, so that with guests there it is a cpio archive ("newc"), which boot.elf takes
/// apart (docs/guests.md, "How guests reach the machine").
/// </summary>
internal static class ModuleBundle
{
    private const int RegularFile = 0x81a4;
    private const string End = "TRAILER!!!";

    /// <summary>The guests that were built, by the names that boot.elf knows them by.</summary>
    public static IReadOnlyList<(string Name, string Path)> Guests(Repository repository)
        => Directory.Exists(repository.Guests)
            ? [.. Directory.GetFiles(repository.Guests)
                .Where(path => Path.GetExtension(path) is ".elf" or ".bin")
                .Order(System.StringComparer.Ordinal)
                .Select(path => ($"guests/{Path.GetFileName(path)}", path))]
            : [];

    /// <summary>The file for <c>-initrd</c>: the kernel itself, or an archive with it when there are guests.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="sidecar">The kernel.</param>
    /// <param name="archive">Where an archive goes.</param>
    public static string Make(Repository repository, string sidecar, string archive)
    {
        var guests = Guests(repository);
        if (guests.Count == 0)
        {
            return sidecar;
        }

        using var stream = File.Create(archive);
        Write(stream, [("sidecar.elf", File.ReadAllBytes(sidecar)), .. guests.Select(guest => (guest.Name, File.ReadAllBytes(guest.Path)))]);
        return archive;
    }

    /// <summary>Writes an archive.</summary>
    public static void Write(Stream stream, IEnumerable<(string Name, byte[] Content)> files)
    {
        var inode = 0;
        foreach (var (name, content) in files)
        {
            WriteMember(stream, ++inode, RegularFile, name, content);
        }

        WriteMember(stream, 0, 0, End, []);
    }

    private static void WriteMember(Stream stream, int inode, int mode, string name, byte[] content)
    {
        // Magic; inode, mode, uid, gid, links, time, size, four device numbers, size of the name with its zero, checksum.
        var header = string.Create(
            CultureInfo.InvariantCulture,
            $"070701{inode:x8}{mode:x8}{0:x8}{0:x8}{1:x8}{0:x8}{content.Length:x8}{0:x8}{0:x8}{0:x8}{0:x8}{Encoding.UTF8.GetByteCount(name) + 1:x8}{0:x8}{name}\0");
        WritePadded(stream, Encoding.UTF8.GetBytes(header));
        WritePadded(stream, content);
    }

    private static void WritePadded(Stream stream, byte[] bytes)
    {
        stream.Write(bytes);
        stream.Write(new byte[-bytes.Length & 3]);
    }
}
