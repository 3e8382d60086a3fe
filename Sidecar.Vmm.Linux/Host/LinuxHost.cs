using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace Sidecar.Vmm.Linux.Host;

/// <summary>Linux, as far as files tell about it.</summary>
/// <param name="sys">Where sysfs is.</param>
/// <param name="proc">Where procfs is.</param>
internal sealed class LinuxHost(string sys, string proc)
{
    /// <summary>What <c>uname -r</c> says.</summary>
    public string Release => File.ReadAllText(Path.Combine(proc, "sys", "kernel", "osrelease")).Trim();

    /// <summary>The CPUs that there are, in use or not.</summary>
    public IReadOnlyList<int> PresentCpus => Cpus("present");

    /// <summary>The CPUs that Linux uses; the others are the sidecar's, or nobody's.</summary>
    public IReadOnlyList<int> OnlineCpus => Cpus("online");

    /// <summary>The sidecar's nodes: the ACPI devices that the shim made for them (docs/linux.md).</summary>
    public int SidecarNodes
    {
        get
        {
            var devices = Path.Combine(sys, "bus", "acpi", "devices");
            return Directory.Exists(devices) ? Directory.GetFileSystemEntries(devices, "SDCR0001:*").Length : 0;
        }
    }

    /// <summary>Whether VTL0 has memory here: there is a hypervisor that has VTLs.</summary>
    public bool HasGuestMemory
    {
        get
        {
            var devices = Path.Combine(sys, "bus", "acpi", "devices");
            return Directory.Exists(devices) && Directory.GetFileSystemEntries(devices, "SDCR0002:*").Length > 0;
        }
    }

    /// <summary>The kernel's log, as <c>dmesg</c> prints it.</summary>
    public static string ReadLog()
    {
        using var dmesg = Process.Start(new ProcessStartInfo("dmesg") { RedirectStandardOutput = true })!;
        var log = dmesg.StandardOutput.ReadToEnd();
        dmesg.WaitForExit();
        return log;
    }

    /// <summary>Has Linux take a CPU or let go of it, and waits until it has.</summary>
    /// <exception cref="IOException">Linux refuses.</exception>
    public void SetOnline(int cpu, bool isOnline)
        => File.WriteAllText(Path.Combine(sys, "devices", "system", "cpu", string.Create(CultureInfo.InvariantCulture, $"cpu{cpu}"), "online"), isOnline ? "1" : "0");

    /// <summary>Whether procfs's list of processors has a CPU.</summary>
    public bool HasProcessor(int cpu)
    {
        foreach (var line in File.ReadLines(Path.Combine(proc, "cpuinfo")))
        {
            if (line.StartsWith("processor", StringComparison.Ordinal)
                && int.TryParse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var number) && number == cpu)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a list as <c>0-2,5</c>.</summary>
    public static IReadOnlyList<int> ParseCpus(string text)
    {
        var cpus = new List<int>();
        foreach (var range in text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            var last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            for (var cpu = int.Parse(ends[0], CultureInfo.InvariantCulture); cpu <= last; cpu++)
            {
                cpus.Add(cpu);
            }
        }

        return cpus;
    }

    private IReadOnlyList<int> Cpus(string list) => ParseCpus(File.ReadAllText(Path.Combine(sys, "devices", "system", "cpu", list)));
}
