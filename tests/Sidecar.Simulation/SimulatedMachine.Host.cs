using System;
using System.Collections.Generic;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation.Host;

namespace Sidecar.Simulation;

/// <content>Driving the VPs through the node protocol.</content>
public sealed unsafe partial class SimulatedMachine
{
    /// <summary>Nanoseconds that a command may take before a test gives it up; generous, since many CPUs share few.</summary>
    public const ulong CommandTimeout = 20_000_000_000;

    private readonly Dictionary<int, NodeClient<ProcessorMemory, SimulatedHost>> _clients = [];

    /// <summary>The host's side of a node, with attention interrupts on.</summary>
    public NodeClient<ProcessorMemory, SimulatedHost> Node(int index)
    {
        if (!_clients.TryGetValue(index, out var client))
        {
            var count = Options.Nodes[index].VpCount;
            var output = Output.Nodes[index];
            var slots = Memory.AllocateZeroed(count * sizeof(uint));
            // SAFETY: the kernel's answer is where the node's memory lies, which outlives the client; there is a slot for every VP.
            var pages = new NodePages((ControlPage*)output.ControlPage, (byte*)output.ShmemPagesBase, 2 * SidecarLimits.PageSize, (uint*)slots);
            var result = NodeClient<ProcessorMemory, SimulatedHost>.Attach(pages, count, new SimulatedHost(this), out client);
            if (result != AttachResult.Attached)
            {
                throw new InvalidOperationException($"node {index}: {result}");
            }

            client.SetResponse(HostProcessor.ApicId, HostProcessor.ResponseVector);
            _clients.Add(index, client);
        }

        return client;
    }

    /// <summary>Claims a VP by its index in the machine.</summary>
    /// <exception cref="InvalidOperationException">It cannot be claimed.</exception>
    public VpClient<ProcessorMemory, SimulatedHost> Claim(uint vpIndex)
    {
        var (node, nodeCpuIndex) = Locate(vpIndex);
        var client = Node(node);
        var result = client.Claim(nodeCpuIndex);
        return result == ClaimResult.Claimed
            ? new VpClient<ProcessorMemory, SimulatedHost>(client, nodeCpuIndex, CommandTimeout)
            : throw new InvalidOperationException($"VP {vpIndex}: {result}");
    }

    /// <summary>A VP's node and its index there.</summary>
    public (int Node, uint NodeCpuIndex) Locate(uint vpIndex)
    {
        for (var node = 0; node < Options.Nodes.Count; node++)
        {
            var nodeCpuIndex = vpIndex - Options.Nodes[node].BaseVp;
            if (nodeCpuIndex < Options.Nodes[node].VpCount)
            {
                return (node, nodeCpuIndex);
            }
        }

        throw new ArgumentOutOfRangeException(nameof(vpIndex));
    }
}
