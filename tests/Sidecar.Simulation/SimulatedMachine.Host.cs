using System;
using System.Collections.Generic;
using System.Threading;
using Sidecar.Cosmos.Memory;
using Sidecar.Protocol.Extension;
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

    /// <summary>The wake slot of a CPU.</summary>
    public ref WakeSlot SlotOf(uint vpIndex) => ref *(WakeSlot*)(Mailbox + (vpIndex * (ulong)sizeof(WakeSlot)));

    /// <summary>Sends a CPU that the kernel left INIT and a start-up interrupt: it parks at its wake slot. False when it has not halted, or there is no mailbox.</summary>
    public bool Restart(uint vpIndex) => Mailbox != 0 && Cpus[(int)vpIndex].Restart(Mailbox + (vpIndex * (ulong)sizeof(WakeSlot)), s_powerOffPatience);

    /// <summary>Sends a parked CPU somewhere.</summary>
    public void Send(uint vpIndex, ulong entry, ulong argument)
    {
        ref var slot = ref SlotOf(vpIndex);
        slot.Entry = entry;
        slot.Argument = argument;
        if (Interlocked.CompareExchange(ref slot.State, (uint)WakeSlotState.Wake, (uint)WakeSlotState.Parked) != (uint)WakeSlotState.Parked)
        {
            throw new InvalidOperationException($"CPU {vpIndex} is not parked");
        }

        SendInterrupt(slot.ApicId, WakeVector);
    }

    /// <summary>Where the return ticket of a VP may lead.</summary>
    public ReturnBounds BoundsOf(uint vpIndex)
    {
        var node = Locate(vpIndex).Node;
        return new(Image.PhysicalBase, AddressSpace.ImageSize, _layouts[node].ControlPage, _layouts[node].TotalSize);
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
