using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Sidecar.Vmm.Linux.Host;

/// <summary>What the driver shows of a node below its device (driver/README.md).</summary>
internal sealed class NodeFiles
{
    private const string CharacterDevice = "mshv_vtl_sidecar";
    private readonly string _device;

    private NodeFiles(string device, int index, uint[] vps, uint[] apicIds)
    {
        _device = device;
        Index = index;
        Vps = vps;
        ApicIds = apicIds;
    }

    /// <summary>The node's index, which is also its character device's number.</summary>
    public int Index { get; }

    /// <summary>Its VPs, which are also CPU numbers: the base VP first, the others follow in order.</summary>
    public IReadOnlyList<uint> Vps { get; }

    /// <summary>APIC ids, one a VP.</summary>
    public IReadOnlyList<uint> ApicIds { get; }

    /// <summary>Where the trace rings are. There is no such file where VPs keep no trace.</summary>
    public string Trace => Path.Combine(_device, "trace");

    /// <summary>Reads what does not change; null when the driver is not there, or shows what makes no node.</summary>
    /// <param name="device">The device's folder.</param>
    public static NodeFiles? Read(string device)
    {
        try
        {
            var name = Directory.EnumerateDirectories(Path.Combine(device, "misc"), CharacterDevice + "*").Select(Path.GetFileName).FirstOrDefault();
            var index = name is null ? -1 : int.Parse(name.AsSpan(CharacterDevice.Length), NumberStyles.None, CultureInfo.InvariantCulture);
            var vps = Lines(device, "vps").Select(line => Number(line.Split(' ')[0])).ToArray();
            var apicIds = Lines(device, "apic_ids").Select(line => Number(line)).ToArray();
            return index >= 0 && vps.Length > 0 && apicIds.Length == vps.Length ? new(device, index, vps, apicIds) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>What each VP is doing at this moment, a word a VP; none while the driver is not there.</summary>
    public IReadOnlyList<string> ReadStates()
    {
        try
        {
            var words = Lines(_device, "vps").Select(line => line.Split(' ')[^1]).ToArray();
            return words.Length == Vps.Count ? words : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Lines(string device, string file) => File.ReadAllText(Path.Combine(device, file)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static uint Number(string text) => uint.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
