using System.Linq;
using Sidecar.Cli.Config;

namespace Sidecar.Qemu.Tests.Machine;

/// <summary>Machines whose NUMA nodes are placed by hand.</summary>
internal static class Shape
{
    private const long Mebibyte = 1 << 20;

    /// <summary>A machine.</summary>
    /// <param name="nodes">Each node's CPUs, such as <c>0-2,5</c>, none for an empty text; and its memory in MiB.</param>
    public static MachineSettings Placed(params (string Cpus, int Memory)[] nodes)
    {
        var placed = nodes.Select(node => new NumaNode(Cpus(node.Cpus), node.Memory * Mebibyte)).ToArray();
        return new()
        {
            Cpus = placed.Sum(node => node.Cpus.Cpus.Count()),
            Memory = placed.Sum(node => node.Memory),
            PlacedNodes = [.. placed],
        };
    }

    private static CpuList Cpus(string text)
        => CpuList.TryParse(text, MachineSettings.MaxCpus, out var list) ? list : throw new System.ArgumentException($"not a list of CPUs: {text}", nameof(text));
}
