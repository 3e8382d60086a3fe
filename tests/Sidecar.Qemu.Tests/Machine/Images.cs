using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Cli.Build;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;

namespace Sidecar.Qemu.Tests.Machine;

/// <summary>The images under test: those of this repository, which this project's build has brought up to date.</summary>
internal static class Images
{
    private static readonly SemaphoreSlim s_iso = new(1);

    /// <summary>The repository.</summary>
    public static Repository Repository { get; } = Repository.Find();

    /// <summary>Shim and monitor.</summary>
    public static string BootElf => Repository.BootElf;

    /// <summary>The kernel.</summary>
    public static string SidecarElf => Repository.SidecarElf;

    /// <summary>The ISO.</summary>
    public static string Iso => Repository.Iso;

    /// <summary>Where the tests' own files go.</summary>
    public static string Folder { get; } = Directory.CreateDirectory(Path.Combine(Repository.Artifacts, "qemu-tests")).FullName;

    /// <summary>The kernel with all guests, in one file.</summary>
    public static string WithGuests { get; } = ModuleBundle.Make(Repository, SidecarElf, Path.Combine(Folder, "modules.cpio"));

    /// <summary>Makes the ISO as <c>./sidecar build</c> does, if it is not current.</summary>
    public static async Task MakeIsoAsync()
    {
        await s_iso.WaitAsync();
        try
        {
            await IsoBuilder.MakeAsync(Repository, ConfigReader.ReadFile(Repository.Config), SidecarElf, Iso, CancellationToken.None);
        }
        finally
        {
            s_iso.Release();
        }
    }

    /// <summary>A file for one test.</summary>
    public static string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
