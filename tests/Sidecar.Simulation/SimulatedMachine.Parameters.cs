using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation.Memory;

namespace Sidecar.Simulation;

/// <content>What a shim would write: parameters, extension block, mailbox, node memory.</content>
public sealed unsafe partial class SimulatedMachine
{
    /// <summary>Vector by which parked CPUs are woken.</summary>
    public const byte WakeVector = 0x31;

    private readonly List<NodeLayout> _layouts = [];

    /// <summary>The parameters, for a test to change before <see cref="Start"/>.</summary>
    public ref SidecarParams Parameters => ref Memory.At<SidecarParams>(ParametersAddress);

    /// <summary>The extension block, for a test to change before <see cref="Start"/>.</summary>
    public ref ExtensionBlock Extension => ref Memory.At<ExtensionBlock>(ParametersAddress + ExtensionBlock.Offset);

    /// <summary>What the kernel handed back.</summary>
    public ref SidecarOutput Output => ref Memory.At<SidecarOutput>(OutputAddress);

    /// <summary>Why the kernel did not start.</summary>
    public string StartError => Encoding.UTF8.GetString(Output.Error.Text);

    /// <summary>Where things lie in each node.</summary>
    public IReadOnlyList<NodeLayout> Layouts => _layouts;

    /// <summary>The mailbox, one slot a VP.</summary>
    public ulong Mailbox { get; private set; }

    /// <summary>Physical address of the parameters.</summary>
    public ulong ParametersAddress { get; private set; }

    /// <summary>Physical address of the output. It crosses a page boundary, as OpenHCL's may.</summary>
    public ulong OutputAddress { get; private set; }

    /// <summary>A node's control page.</summary>
    public ref ControlPage ControlPageOf(int node) => ref Memory.At<ControlPage>(_layouts[node].ControlPage);

    /// <summary>A VP's status byte.</summary>
    public ref byte StatusOf(int node, uint nodeCpuIndex) => ref ControlPageOf(node).StatusOf(nodeCpuIndex);

    private void WriteParameters()
    {
        ParametersAddress = Memory.AllocateZeroed(PhysicalMemory.PageSize);
        OutputAddress = Memory.AllocateZeroed(2 * PhysicalMemory.PageSize) + PhysicalMemory.PageSize - 512;
        ref var parameters = ref Parameters;
        parameters.EnableLogging = Options.Logging ? (byte)1 : (byte)0;
        parameters.NodeCount = (uint)Options.Nodes.Count;
        parameters.HypercallPage = HasHypervisor ? CreateHypervisor() : 0;
        for (var index = 0; index < Options.Nodes.Count && index < SidecarLimits.MaxNodes; index++)
        {
            parameters.Nodes[index] = AllocateNode(Options.Nodes[index]);
        }

        if (Options.InitialState is { } starts)
        {
            parameters.InitialState.PerCpuStateSpecified = 1;
            for (var vp = 0u; vp < SidecarLimits.NumCpusSupportedForPerCpuState; vp++)
            {
                parameters.InitialState.SidecarStartsCpu[(int)vp] = starts(vp) ? (byte)1 : (byte)0;
            }
        }

        if (Options.Extension)
        {
            WriteExtension();
        }
    }

    private SidecarNodeParams AllocateNode(NodeShape shape)
    {
        // Without an extension block the kernel knows of no handler state, and takes spare memory for the trace.
        var needed = new NodeLayout(0, shape.VpCount, Options.Extension ? Options.HandlerStatePages : 0, Options.TracePages).TotalSize;
        var size = (ulong)((long)needed + (shape.SparePages * (long)PhysicalMemory.PageSize));
        var address = Memory.Allocate(size);
        _layouts.Add(new NodeLayout(address, shape.VpCount, Options.Extension ? Options.HandlerStatePages : 0, Options.TracePages));
        return new SidecarNodeParams { MemoryBase = address, MemorySize = size, BaseVp = shape.BaseVp, VpCount = shape.VpCount };
    }

    private void WriteExtension()
    {
        Mailbox = Memory.AllocateZeroed((ulong)(Cpus.Count * sizeof(WakeSlot)));
        Extension = new ExtensionBlock
        {
            Magic = ExtensionBlock.ExpectedMagic,
            Version = ExtensionBlock.ExpectedVersion,
            Size = (uint)sizeof(ExtensionBlock),
            IdleMode = Options.IdleMode,
            Mailbox = Mailbox,
            MailboxCount = (uint)Cpus.Count,
            WakeVector = WakeVector,
            HandlerStatePages = Options.HandlerStatePages,
            TracePages = Options.TracePages,
        };
        if (Options.StartOverrides is { } starts)
        {
            Extension.StartOverrides = Memory.AllocateZeroed(((ulong)Cpus.Count / 8) + 1);
            Extension.StartOverrideCount = (uint)Cpus.Count;
            for (var vp = 0u; vp < Cpus.Count; vp++)
            {
                if (starts(vp))
                {
                    Memory.At<byte>(Extension.StartOverrides + (vp / 8)) |= (byte)(1 << (int)(vp % 8));
                }
            }
        }
    }

    private void ParkCpus()
    {
        foreach (var cpu in Cpus)
        {
            if (Mailbox != 0 && !IsHost(cpu.VpIndex))
            {
                cpu.Park(Mailbox + (cpu.VpIndex * (ulong)sizeof(WakeSlot)));
            }
        }
    }

    /// <summary>Lets running handlers see a stop, so that their CPUs come to a place where they notice that the machine is off.</summary>
    private void StopCommands()
    {
        for (var node = 0; node < _layouts.Count; node++)
        {
            for (var vp = 0u; vp < Math.Min(Options.Nodes[node].VpCount, SidecarLimits.MaxNodeCpus); vp++)
            {
                Interlocked.CompareExchange(ref StatusOf(node, vp), (byte)CpuStatus.STOP, (byte)CpuStatus.RUN);
            }
        }
    }
}
