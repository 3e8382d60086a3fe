using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Protocol.Node;
using Sidecar.Samples;
using Sidecar.Simulation;
using Sidecar.Simulation.Hypervisor;

namespace Sidecar.Client.Tests.Simulated;

/// <summary>A simulated machine with a hypervisor, the samples' handlers and the simulated driver, and a client over it: the real kernel's code answers.</summary>
internal sealed class SimulatedSidecar : IAsyncDisposable
{
    private readonly List<SimulatedNode> _nodes;
    private readonly List<SidecarClient> _clients = [];
    private readonly bool _isOpenHcl;
    private readonly SidecarOptions? _options;

    private SimulatedSidecar(SimulatedMachine machine, bool isOpenHcl, SidecarOptions? options)
    {
        Machine = machine;
        _isOpenHcl = isOpenHcl;
        _options = options;
        _nodes = [.. Enumerable.Range(0, machine.Options.Nodes.Count).Select(index => new SimulatedNode(machine, index))];
        Client = OpenClient();
    }

    public SimulatedMachine Machine { get; }

    /// <summary>The first client.</summary>
    public SidecarClient Client { get; }

    /// <summary>Boots a machine whose nodes have the given numbers of VPs beside their base VPs.</summary>
    public static SimulatedSidecar Boot(params ReadOnlySpan<uint> vps) => Boot(hypervisor: true, isOpenHcl: false, options: null, vps);

    public static SimulatedSidecar Boot(bool hypervisor, bool isOpenHcl, SidecarOptions? options, params ReadOnlySpan<uint> vps)
    {
        var machine = SimulatedMachine.Create<HandlerTable>(new MachineOptions
        {
            Nodes = MachineOptions.Consecutive([.. vps.ToArray().Select(count => count + 1)]),
            Hypervisor = hypervisor,
            HandlerStatePages = (uint)((HandlerTable.StateSize + 4095) / 4096),
        });
        machine.Start().ShouldBeTrue(machine.StartError);
        return new SimulatedSidecar(machine, isOpenHcl, options);
    }

    /// <summary>The driver's side of a node.</summary>
    public SimulatedNode Node(int index) => _nodes[index];

    /// <summary>The guest of a VP: what it does when it is entered.</summary>
    public GuestVp Guest(uint vp) => Machine.Hypervisor!.Guest(vp);

    /// <summary>Another program's client.</summary>
    public SidecarClient OpenClient(SidecarOptions? options = null)
    {
        var client = SidecarClient.Open([.. _nodes.Select(node => new SimulatedFile(node, _isOpenHcl))], options ?? _options);
        _clients.Add(client);
        return client;
    }

    /// <summary>What a driver does when Linux onlines a CPU: this project's only if no program has it, another may stop what runs there.</summary>
    public void Convert(uint vp) => NodeOf(vp, out var index).Client.Remove(index, RemovalMode.StopFirst, SimulatedMachine.CommandTimeout).ShouldBe(RemoveResult.Removed);

    /// <summary>What the driver does when Linux has offlined it.</summary>
    public void GiveBack(uint vp)
    {
        var client = NodeOf(vp, out var index).Client;
        client.BeginReturn(index, Machine.BoundsOf(vp), out var ticket).ShouldBe(ReturnResult.Ready);
        Machine.Restart(vp).ShouldBeTrue();
        Machine.Send(vp, ticket.Entry, ticket.Argument);
        client.Readmit(index, SimulatedMachine.CommandTimeout).ShouldBe(ReturnResult.Ready);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _nodes.ForEach(node => node.Dispose());
        Machine.Dispose();
    }

    private SimulatedNode NodeOf(uint vp, out uint nodeCpuIndex)
    {
        (var node, nodeCpuIndex) = Machine.Locate(vp);
        return _nodes[node];
    }
}
