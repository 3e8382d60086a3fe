using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sidecar.Cli.Build;

namespace Sidecar.Cli.Linux.Initramfs;

/// <summary>
/// Writes an initramfs: a cpio archive, not compressed, since the machine that would have to unpack it is emulated, and memory is all that it costs. The same content makes the same bytes.
/// </summary>
internal static class InitramfsWriter
{
    private const string BusyBoxName = "busybox";
    private static readonly string[] s_folders = ["bin", "dev", "etc", "guests", "modules", "proc", "root", "sys", "tmp"];

    /// <summary>Writes it.</summary>
    public static byte[] Write(InitramfsContent content)
    {
        using var stream = new MemoryStream();
        var archive = new CpioWriter(stream);
        foreach (var folder in s_folders.Concat(ParentsOf(content.Libraries.Select(library => library.Path))).Distinct())
        {
            archive.Folder(folder);
        }

        // What init writes to and reads from before it has mounted /dev (Linux opens it for it), and what programs expect of a /dev.
        archive.CharacterDevice("dev/console", 5, 1);
        archive.CharacterDevice("dev/null", 1, 3);
        archive.File("init", content.Init, CpioWriter.Executable);
        archive.File($"bin/{BusyBoxName}", content.BusyBox, CpioWriter.Executable);
        var programs = content.Programs.Select(program => program.Name).Append(BusyBoxName).ToHashSet();
        foreach (var applet in content.Applets.Where(name => !programs.Contains(name)))
        {
            archive.Link($"bin/{applet}", BusyBoxName);
        }

        foreach (var (name, program) in content.Programs)
        {
            archive.File($"bin/{name}", program, CpioWriter.Executable);
        }

        foreach (var (name, guest) in content.Guests)
        {
            archive.File($"guests/{name}", guest);
        }

        foreach (var (path, library) in content.Libraries)
        {
            archive.File(path.TrimStart('/'), library, CpioWriter.Executable);
        }

        for (var index = 0; index < content.Modules.Count; index++)
        {
            // init goes by the names' order.
            archive.File(string.Create(CultureInfo.InvariantCulture, $"modules/{index:00}-{content.Modules[index].Name}.ko"), content.Modules[index].Content);
        }

        archive.Finish();
        return stream.ToArray();
    }

    /// <summary>The folders on the way to files, outer ones first.</summary>
    private static IEnumerable<string> ParentsOf(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            var parts = path.Trim('/').Split('/');
            for (var count = 1; count < parts.Length; count++)
            {
                yield return string.Join('/', parts.Take(count));
            }
        }
    }
}
