using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace Sidecar.Cli.Config;

/// <summary>What has to hold between the settings of a machine.</summary>
public static class MachineShape
{
    /// <summary>The first thing that does not fit, as the setting's name and what would do; null for a machine that can be.</summary>
    public static (string Setting, string Expectation)? Problem(MachineSettings machine)
    {
        if (machine.Sockets is { } sockets && machine.Cpus % sockets != 0)
        {
            return ("sockets", Text($"expected a divisor of cpus, which is {machine.Cpus}"));
        }

        return machine.PlacedNodes.IsEmpty ? EvenProblem(machine) : PlacedProblem(machine);
    }

    /// <summary>The nodes of a machine, split evenly or as they were placed.</summary>
    public static IReadOnlyList<NumaNode> Nodes(MachineSettings machine)
    {
        if (!machine.PlacedNodes.IsEmpty)
        {
            return machine.PlacedNodes;
        }

        // The first nodes take what does not divide; memory in whole MiB, as QEMU wants it for alignment.
        var nodes = new List<NumaNode>();
        var first = 0;
        var remaining = machine.Memory;
        for (var index = 0; index < machine.Nodes; index++)
        {
            var count = (machine.Cpus / machine.Nodes) + (index < machine.Cpus % machine.Nodes ? 1 : 0);
            var memory = index == machine.Nodes - 1 ? remaining : (machine.Memory / machine.Nodes) >> 20 << 20;
            nodes.Add(new(CpuList.Run(first, count), memory));
            first += count;
            remaining -= memory;
        }

        return nodes;
    }

    /// <summary>
    /// The CPU packages of a machine: those that it was given, else as few as there can be without one in two NUMA nodes, which is one a node where nodes are alike. CPUs of one package
    /// share a cache, and Linux complains about a cache in two nodes, of which no real machine has any.
    /// </summary>
    public static int Sockets(MachineSettings machine)
    {
        if (machine.Sockets is { } given)
        {
            return given;
        }

        var nodes = Nodes(machine);
        var nodeOf = new int[machine.Cpus];
        for (var node = 0; node < nodes.Count; node++)
        {
            foreach (var cpu in nodes[node].Cpus.Cpus)
            {
                nodeOf[cpu] = node;
            }
        }

        // QEMU fills packages of one size in order, so their size has to divide every number at which a node begins.
        var size = machine.Cpus;
        for (var cpu = 1; cpu < machine.Cpus; cpu++)
        {
            size = nodeOf[cpu] == nodeOf[cpu - 1] ? size : (int)BigInteger.GreatestCommonDivisor(size, cpu);
        }

        return machine.Cpus / size;
    }

    private static (string Setting, string Expectation)? EvenProblem(MachineSettings machine)
    {
        if (machine.Nodes > machine.Cpus)
        {
            return ("nodes", Text($"expected a number from 1 to {machine.Cpus}, the number of CPUs"));
        }

        return machine.Memory >> 20 < machine.Nodes ? ("memory", Text($"expected at least {machine.Nodes}M, one for each node")) : null;
    }

    private static (string Setting, string Expectation)? PlacedProblem(MachineSettings machine)
    {
        var cpus = machine.PlacedNodes.SelectMany(node => node.Cpus.Cpus).Order().ToList();
        if (!cpus.SequenceEqual(Enumerable.Range(0, machine.Cpus)))
        {
            return ("cpus", Text($"expected each CPU from 0 to {machine.Cpus - 1} in exactly one <node>"));
        }

        var memory = machine.PlacedNodes.Sum(node => node.Memory);
        return memory != machine.Memory ? ("memory", $"expected the sum over all <node> elements, which is {(memory == 0 ? "0" : MemorySize.Format(memory))}") : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
