using System;
using System.IO;

namespace Sidecar.Cli.Project;

/// <summary>The repository and where things lie in it.</summary>
/// <param name="root">The folder that holds Sidecar.sln.</param>
public sealed class Repository(string root)
{
    /// <summary>Set by the launcher, because the program itself may run from anywhere.</summary>
    public const string RootVariable = "SIDECAR_ROOT";

    /// <summary>The folder that holds Sidecar.sln.</summary>
    public string Root { get; } = root;

    /// <summary>cosmos.config.</summary>
    public string Config => Path.Combine(Root, "cosmos.config");

    /// <summary>The solution.</summary>
    public string Solution => Path.Combine(Root, "Sidecar.sln");

    /// <summary>Where everything built goes.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Shim and monitor.</summary>
    public string BootElf => Path.Combine(Artifacts, "boot.elf");

    /// <summary>The sidecar kernel.</summary>
    public string SidecarElf => Path.Combine(Artifacts, "sidecar.elf");

    /// <summary>Programs for VTL0.</summary>
    public string Guests => Path.Combine(Artifacts, "guests");

    /// <summary>The bootable ISO.</summary>
    public string Iso => Path.Combine(Artifacts, "sidecar.iso");

    /// <summary>GRUB's configuration, a template.</summary>
    public string GrubTemplate => Path.Combine(Root, "iso", "grub.cfg");

    /// <summary>Debian's kernels and what goes into the initramfs.</summary>
    public string Linux => Path.Combine(Artifacts, "linux");

    /// <summary>The sources of the kernel module.</summary>
    public string Driver => Path.Combine(Root, "driver");

    /// <summary>The sources of what the initramfs has beside programs of this project's and of Debian's.</summary>
    public string InitramfsSources => Path.Combine(Root, "linux");

    /// <summary>One folder a run: console, log, report.</summary>
    public string Runs => Path.Combine(Artifacts, "runs");

    /// <summary>Finds the repository: the launcher's word, else the nearest folder upwards from the program that holds Sidecar.sln.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static Repository Find()
    {
        if (Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } given)
        {
            return new(given);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sidecar.sln")))
            {
                return new(folder.FullName);
            }
        }

        throw new CliException($"no Sidecar.sln in or above {AppContext.BaseDirectory}; start ./sidecar in the repository");
    }

    /// <summary>The path of a file that has to be there.</summary>
    /// <exception cref="CliException">It is not.</exception>
    public static string Need(string path, string remedy) => File.Exists(path) ? path : throw new CliException($"{path} is missing: {remedy}");
}
