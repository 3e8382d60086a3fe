using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Sidecar.Cli.Project;

namespace Sidecar.Cli.Run;

/// <summary>The folder that one run leaves behind.</summary>
/// <param name="path">The folder.</param>
public sealed class RunFolder(string path)
{
    private const int Kept = 10;
    private const string LatestName = "latest";

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>What the monitor's console said.</summary>
    public string Console => System.IO.Path.Combine(Path, "console.log");

    /// <summary>What the kernel logged.</summary>
    public string Log => System.IO.Path.Combine(Path, "kernel.log");

    /// <summary>The report.</summary>
    public string Report => System.IO.Path.Combine(Path, "report.txt");

    /// <summary>How QEMU was called.</summary>
    public string Command => System.IO.Path.Combine(Path, "qemu.txt");

    /// <summary>Each instruction that the kernel executed, while it is looked at.</summary>
    public string Instructions => System.IO.Path.Combine(Path, "instructions.log");

    /// <summary>What QEMU itself complained about, if it did.</summary>
    public string Errors => System.IO.Path.Combine(Path, "qemu-errors.txt");

    /// <summary>The kernel and the guests in one file.</summary>
    public string Modules => System.IO.Path.Combine(Path, "modules.cpio");

    /// <summary>The ISO of a run with a kernel of its own.</summary>
    public string Iso => System.IO.Path.Combine(Path, "sidecar.iso");

    /// <summary>UEFI's variable store.</summary>
    public string UefiVariables => System.IO.Path.Combine(Path, "uefi-variables.fd");

    /// <summary>Makes a new one, lets <c>latest</c> point to it, and deletes the oldest.</summary>
    public static RunFolder Create(Repository repository)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyyMMdd-HHmmss-fff}-{Environment.ProcessId}");
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(repository.Runs, name));
        Point(repository.Runs, name);
        foreach (var old in new DirectoryInfo(repository.Runs).GetDirectories().Where(item => item.LinkTarget is null).OrderByDescending(item => item.Name, StringComparer.Ordinal).Skip(Kept))
        {
            TryChange(() => old.Delete(recursive: true));
        }

        return new(folder.FullName);
    }

    private static void Point(string runs, string name)
    {
        var link = System.IO.Path.Combine(runs, LatestName);
        TryChange(() => File.Delete(link));
        TryChange(() => File.CreateSymbolicLink(link, name));
    }

    /// <summary>Runs that go on side by side tidy up side by side: whoever comes second finds it done.</summary>
    private static void TryChange(Action change)
    {
        try
        {
            change();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
