using System;
using System.IO;
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
    private const string Placeholder = "@COMMAND_LINE@";

    /// <summary>GRUB's configuration for a command line.</summary>
    /// <exception cref="CliException">The template has no place for it.</exception>
    public static string GrubConfig(string template, string commandLine)
        => template.Contains(Placeholder, StringComparison.Ordinal)
            ? template.Replace(Placeholder, commandLine, StringComparison.Ordinal)
            : throw new CliException($"iso/grub.cfg does not say {Placeholder}, where the command line goes");

    /// <summary>Makes the ISO if it is not current. True when it was made.</summary>
    public static async Task<bool> MakeAsync(Repository repository, CosmosConfig config, CancellationToken cancel)
    {
        const string remedy = "build it with ./sidecar build";
        var commandLine = MonitorCommandLine.Compose(config.Sidecar, config.Boot.Scenario);
        var template = await File.ReadAllTextAsync(Repository.Need(repository.GrubTemplate, "it belongs to the repository"), cancel);
        var grub = GrubConfig(template, commandLine);
        var boot = await File.ReadAllBytesAsync(Repository.Need(repository.BootElf, remedy), cancel);
        var sidecar = await File.ReadAllBytesAsync(Repository.Need(repository.SidecarElf, remedy), cancel);

        var fingerprint = Fingerprint(grub, boot, sidecar);
        var stamp = repository.Iso + ".stamp";
        if (File.Exists(repository.Iso) && File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancel) == fingerprint)
        {
            return false;
        }

        var tree = Path.Combine(repository.Artifacts, "obj", "iso");
        Directory.CreateDirectory(Path.Combine(tree, "boot", "grub"));
        await File.WriteAllTextAsync(Path.Combine(tree, "boot", "grub", "grub.cfg"), grub, cancel);
        await File.WriteAllBytesAsync(Path.Combine(tree, "boot", "boot.elf"), boot, cancel);
        await File.WriteAllBytesAsync(Path.Combine(tree, "boot", "sidecar.elf"), sidecar, cancel);

        // Made beside and moved, so that nobody boots half an ISO.
        var unfinished = repository.Iso + ".new";
        var result = await Tool.RunAsync("grub-mkrescue", ["-o", unfinished, tree], TimeSpan.FromMinutes(2), cancel);
        if (result.ExitCode != 0)
        {
            throw new CliException($"grub-mkrescue failed ({result.ExitCode}): {result.Tail}");
        }

        File.Move(unfinished, repository.Iso, overwrite: true);
        await File.WriteAllTextAsync(stamp, fingerprint, cancel);
        return true;
    }

    private static string Fingerprint(string grub, byte[] boot, byte[] sidecar)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(grub));
        hash.AppendData(SHA256.HashData(boot));
        hash.AppendData(SHA256.HashData(sidecar));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
