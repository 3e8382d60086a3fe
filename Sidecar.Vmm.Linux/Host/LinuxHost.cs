using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Sidecar.Vmm.Linux.Host;

/// <summary>Linux, as far as files tell about it.</summary>
/// <param name="sys">Where sysfs is.</param>
/// <param name="proc">Where procfs is.</param>
internal sealed class LinuxHost(string sys, string proc)
{
    /// <summary>Where guests' images are.</summary>
    public const string GuestFolder = "/guests";

    private const string Vtl0Device = "SDCR0002:00";
    private static readonly string[] s_guestEndings = [".elf", ".bin"];

    /// <summary>What <c>uname -r</c> says.</summary>
    public string Release => File.ReadAllText(Path.Combine(proc, "sys", "kernel", "osrelease")).Trim();

    /// <summary>The CPUs that there are, in use or not.</summary>
    public IReadOnlyList<int> PresentCpus => Cpus("present");

    /// <summary>The CPUs that Linux uses; the others are the sidecar's, or nobody's.</summary>
    public IReadOnlyList<int> OnlineCpus => Cpus("online");

    /// <summary>The sidecar's nodes: the ACPI devices that the shim made for them (docs/linux.md).</summary>
    public int SidecarNodes => Devices("acpi").Length;

    /// <summary>The nodes that the driver serves, by their VPs; none without the driver.</summary>
    public IReadOnlyList<NodeFiles> ReadNodes() => [.. Devices("platform").Select(NodeFiles.Read).OfType<NodeFiles>().OrderBy(node => node.Vps[0])];

    /// <summary>
    /// Ticks of the time stamp counter a second; 0 when Linux does not know. Linux has no file for it, so it is the driver's to tell, and 0 without the driver. Linux measures it again
    /// in the seconds after boot, so two looks may differ a little.
    /// </summary>
    public ulong TscFrequency
    {
        get
        {
            const ulong HertzPerKilohertz = 1_000;
            foreach (var device in Devices("platform"))
            {
                var file = Path.Combine(device, "tsc_khz");
                if (File.Exists(file) && uint.TryParse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var kilohertz))
                {
                    return kilohertz * HertzPerKilohertz;
                }
            }

            return 0;
        }
    }

    /// <summary>Whether there is a VTL0, for guests: not without a hypervisor.</summary>
    public bool HasVtl0 => Directory.Exists(Vtl0Path);

    private string Vtl0Path => Path.Combine(sys, "bus", "platform", "devices", Vtl0Device);

    /// <summary>An address that the shim has told of VTL0 (docs/linux.md); 0 for none.</summary>
    /// <param name="name">The driver's file, as <c>unmapped_address</c>.</param>
    public ulong Vtl0Address(string name)
    {
        var path = Path.Combine(Vtl0Path, name);
        var text = File.ReadAllText(path).Trim();
        // printf's # writes 0 without a prefix.
        return ulong.TryParse(text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address)
            ? address
            : throw new InvalidDataException($"{path} says {text}: expected a hexadecimal number");
    }

    /// <summary>The image of a guest, by its name without the ending; null when there is none.</summary>
    public static string? GuestFile(string name) => Array.Find(Array.ConvertAll(s_guestEndings, ending => Path.Combine(GuestFolder, name + ending)), File.Exists);

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

    /// <summary>The nodes' devices on a bus, as folders.</summary>
    private string[] Devices(string bus)
    {
        var devices = Path.Combine(sys, "bus", bus, "devices");
        return Directory.Exists(devices) ? Directory.GetFileSystemEntries(devices, "SDCR0001:*") : [];
    }

    private IReadOnlyList<int> Cpus(string list) => ParseCpus(File.ReadAllText(Path.Combine(sys, "devices", "system", "cpu", list)));
}
