using System;
using System.Threading;
using Shouldly;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;

namespace Sidecar.Client.Tests.Simulated;

/// <summary>
/// What the driver keeps of one node: the node protocol's client, which open file waits for which VP, and a thread in place of the attention interrupt. Any number of open files share it.
/// </summary>
internal sealed unsafe class SimulatedNode : IDisposable
{
    private readonly SimulatedFile?[] _waiting;
    private readonly Thread _thread;
    private readonly int _index;
    private uint _news;
    private volatile bool _isOff;

    public SimulatedNode(SimulatedMachine machine, int index)
    {
        Machine = machine;
        _index = index;
        var count = machine.Options.Nodes[index].VpCount;
        var output = machine.Output.Nodes[index];
        SharedPages = (nint)output.ShmemPagesBase;
        var slots = machine.Memory.AllocateZeroed(count * sizeof(uint));
        // SAFETY: the kernel's answer is where the node's memory lies, which outlives the driver; there is a slot for every VP.
        var pages = new NodePages((ControlPage*)output.ControlPage, (byte*)output.ShmemPagesBase, 2 * SidecarLimits.PageSize, (uint*)slots);
        NodeClient<ProcessorMemory, DriverHost>.Attach(pages, count, new DriverHost(this), out var client).ShouldBe(AttachResult.Attached);
        client.SetResponse(HostProcessor.ApicId, HostProcessor.ResponseVector);
        Client = client;
        _waiting = new SimulatedFile?[count];
        _thread = new Thread(Serve) { IsBackground = true, Name = $"driver of node {index}" };
        _thread.Start();
    }

    public SimulatedMachine Machine { get; }

    public NodeClient<ProcessorMemory, DriverHost> Client { get; }

    /// <summary>Where the shared pages are.</summary>
    public nint SharedPages { get; }

    /// <summary>Whether a command whose VP left is shown as failed on its command page, so that its VMM learns of it.</summary>
    public bool MarksAbandoned { get; set; } = true;

    /// <summary>From now on, or no longer, an open file waits for a VP's command.</summary>
    public void SetWaiting(uint nodeCpuIndex, SimulatedFile? file)
    {
        Volatile.Write(ref _waiting[nodeCpuIndex], file);
        NoteNews();
        new SimulatedHost(Machine).Wake(nodeCpuIndex);
    }

    /// <summary>Which open file waits for a VP's command.</summary>
    public SimulatedFile? WaitingFor(uint nodeCpuIndex) => Volatile.Read(ref _waiting[nodeCpuIndex]);

    /// <summary>The thread must look again.</summary>
    public void NoteNews() => Interlocked.Increment(ref _news);

    public void Dispose()
    {
        _isOff = true;
        NoteNews();
        new SimulatedHost(Machine).Wake(0);
        _thread.Join();
    }

    private void Serve()
    {
        while (!_isOff)
        {
            var seen = Volatile.Read(ref _news);
            Client.ServiceAttention();
            for (var vp = 0u; vp < _waiting.Length; vp++)
            {
                if (WaitingFor(vp) is { } file)
                {
                    file.TryCollect(vp);
                }
            }

            new SimulatedHost(Machine).Park(0, ref Machine.ControlPageOf(_index).NeedsAttention, ref _news, seen, ulong.MaxValue);
        }
    }
}
