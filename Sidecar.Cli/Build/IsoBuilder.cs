using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Sidecar.Cli.Qemu;

namespace Sidecar.Cli.Build;

/// <summary>Makes sidecar.iso for BIOS and UEFI with grub-mkrescue, when anything that goes into it has changed.</summary>
internal static class IsoBuilder
{
    private const string CommandLinePlace = "@COMMAND_LINE@";
    private const string GuestsPlace = "    @GUESTS@\n";

    /// <summary>GRUB's configuration for a command line and modules beside the sidecar's kernel.</summary>
    /// <exception cref="CliException">The template has no place for one of them.</exception>
    public static string GrubConfig(string template, string commandLine, IEnumerable<string> guests)
        => !template.Contains(CommandLinePlace, StringComparison.Ordinal) ? throw new CliException($"iso/grub.cfg does not say {CommandLinePlace}, where the command line goes")
            : !template.Contains(GuestsPlace, StringComparison.Ordinal) ? throw new CliException("iso/grub.cfg has no line @GUESTS@, where the guests go")
            : template.Replace(CommandLinePlace, commandLine, StringComparison.Ordinal)
                .Replace(GuestsPlace, string.Concat(guests.Select(name => $"    module2 /boot/{name} {name}\n")), StringComparison.Ordinal);

    /// <summary>Where an ISO's files are gathered.</summary>
    public static string TreeOf(string iso) => Path.Combine(Path.GetDirectoryName(iso)!, "obj", "iso");

    /// <summary>Makes an ISO if it is not current. True when it was made.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="config">The settings that go into it.</param>
    /// <param name="sidecarElf">The kernel.</param>
    /// <param name="iso">Where the ISO goes.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <param name="others">What else boot.elf is given.</param>
    public static async Task<bool> MakeAsync(Repository repository, CosmosConfig config, string sidecarElf, string iso, CancellationToken cancel, params IReadOnlyList<BootFile> others)
    {
        const string remedy = "build it with ./sidecar build";
        var commandLine = MonitorCommandLine.Compose(config.Sidecar, config.Boot.Scenario);
        var template = await File.ReadAllTextAsync(Repository.Need(repository.GrubTemplate, "it belongs to the repository"), cancel);
        List<BootFile> modules = [.. ModuleBundle.Guests(repository).Select(guest => new BootFile(guest.Name, File.ReadAllBytes(guest.Path))), .. others];
        var grub = GrubConfig(template, commandLine, modules.Select(module => module.Name));
        var boot = await File.ReadAllBytesAsync(Repository.Need(repository.BootElf, remedy), cancel);
        var sidecar = await File.ReadAllBytesAsync(Repository.Need(sidecarElf, remedy), cancel);

        var fingerprint = Fingerprint(grub, [boot, sidecar, .. modules.Select(module => module.Content)]);
        var stamp = iso + ".stamp";
        if (File.Exists(iso) && File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancel) == fingerprint)
        {
            return false;
        }

        var tree = TreeOf(iso);
        Directory.CreateDirectory(Path.Combine(tree, "boot", "grub"));
        Directory.CreateDirectory(Path.Combine(tree, "boot", "guests"));
        await File.WriteAllTextAsync(Path.Combine(tree, "boot", "grub", "grub.cfg"), grub, cancel);
        await File.WriteAllBytesAsync(Path.Combine(tree, "boot", "boot.elf"), boot, cancel);
        await File.WriteAllBytesAsync(Path.Combine(tree, "boot", "sidecar.elf"), sidecar, cancel);
        foreach (var module in modules)
        {
            await File.WriteAllBytesAsync(Path.Combine(tree, "boot", module.Name), module.Content, cancel);
        }

        // Made beside and moved, so that nobody boots half an ISO.
        var unfinished = iso + ".new";
        var result = await Tool.RunAsync("grub-mkrescue", ["-o", unfinished, tree], TimeSpan.FromMinutes(2), cancel);
        if (result.ExitCode != 0)
        {
            throw new CliException($"grub-mkrescue failed ({result.ExitCode}): {result.Tail}");
        }

        File.Move(unfinished, iso, overwrite: true);
        await File.WriteAllTextAsync(stamp, fingerprint, cancel);
        return true;
    }

    private static string Fingerprint(string grub, IEnumerable<byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(grub));
        foreach (var file in files)
        {
            hash.AppendData(SHA256.HashData(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
