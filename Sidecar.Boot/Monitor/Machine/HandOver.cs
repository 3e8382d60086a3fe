using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Boot.Nodes;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Serial;
using Sidecar.Boot.Shim;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Machine;

/// <summary>From the shim to the monitor: turns what the shim found and made into what the monitor takes.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class HandOver<TMachine>
    where TMachine : struct, IMonitorMachine
{
    /// <summary>Runs the monitor on the machine that the shim left. Returns whether everything passed.</summary>
    public static bool RunMonitor(ref ShimState state)
    {
        var report = new Uart<TMachine>(SerialPorts.Com3);
        var hasReport = report.IsPresent;
        if (hasReport)
        {
            report.Initialise();
        }

        var nodes = state.SidecarStarted ? state.Plan.Nodes.Length : 0;
        if (!TryAllocate<MonitorVp>(ref state, state.Topology.Processors.Length, out var vps)
            || !TryAllocate<MonitorNode>(ref state, nodes, out var nodeList)
            || !TryAllocate<NodeClient<ProcessorMemory, MachineHost<TMachine>>>(ref state, nodes, out var clients)
            || !TryAllocate<GuestState>(ref state, state.Hypervisor.IsOpen ? state.Topology.Processors.Length : 0, out var guests)
            || !TryAllocate<HostJob>(ref state, state.Topology.Processors.Length, out var jobs)
            || !TryAllocate<uint>(ref state, state.Topology.Processors.Length, out var slots))
        {
            BootLine<TMachine>.Print("no monitor: too little memory for its tables"u8);
            return false;
        }

        for (var vp = 0; vp < vps.Length; vp++)
        {
            vps[vp].ApicId = state.Topology.Processors[vp].ApicId;
        }

        var placed = FillNodes(ref state, nodeList, slots);
        var setup = new MonitorSetup
        {
            Nodes = placed ? nodeList : default,
            Vps = vps,
            Refusal = !state.SidecarStarted ? "there is no sidecar; the boot lines above say why"u8
                : placed ? default : "the kernel's output names pages outside the memory that its nodes were given"u8,
            Scenario = state.Options.Scenario,
            Seed = (uint)state.Options.Seed,
            Interactive = state.Options.Interactive,
            HasHypervisor = state.Hypervisor.IsOpen,
            Cpus = new()
            {
                Slots = state.Mailbox == 0 ? default : ProcessorStart<TMachine>.Slots(state.Mailbox, vps.Length),
                Jobs = jobs,
                JobEntry = TMachine.JobEntry,
                WakeVector = BootVectors.Wake,
                KernelImage = state.KernelImage,
            },
            Modules = state.Information.Modules,
            Guests = guests,
            GuestMemory = state.GuestMemory,
            GuestLowMemory = state.GuestLowMemory,
            Vtl2Address = nodes == 0 ? 0 : state.Plan.Nodes[0].Memory.Start,
            HypervisorAddress = state.HypervisorMemory.Start,
            UnmappedAddress = state.Hypervisor.IsOpen ? MemoryPlan.UnmappedAddress(state.Information) : 0,
            IdleMode = state.Options.IdleMode,
            AttentionVector = BootVectors.Attention,
            TicksPerSecond = state.Clock.Frequency,
            StartTicks = state.ReturnedAt - state.StartedAt,
            NodeBytes = NodeBytes(ref state),
            SidecarFileBytes = state.SidecarFileBytes,
            SidecarImageBytes = state.SidecarImageBytes,
        };
        // SAFETY: the table lies in memory that the shim allocated for good.
        var table = (MonitorVp*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(vps));
        var timer = state.HasX2Apic && !state.Options.Poll ? ApicTimer<TMachine>.Calibrate(state.Clock) : default;
        var trampoline = state.Mailbox == 0 ? 0 : state.Trampoline;
        var host = new MachineHost<TMachine>(table, (uint)vps.Length, state.Clock.Frequency, timer, hasReport, trampoline, state.Hypervisor);
        return MonitorMain.Run(setup, host, clients);
    }

    /// <summary>The kernel says where the pages are that it shares with us; where the trace rings are, the extension block has settled.</summary>
    private static bool FillNodes(ref ShimState state, Span<MonitorNode> nodes, Span<uint> slots)
    {
        if (nodes.IsEmpty)
        {
            return true;
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            if (!SharedPages.TryLocate<TMachine>(ref state, i, out var pages))
            {
                return false;
            }

            ref readonly var planned = ref state.Plan.Nodes[i];
            var layout = new NodeLayout(planned.Memory.Start, (uint)planned.VpCount, (uint)state.Options.StatePages, (uint)state.Options.TracePages);

            // SAFETY: nodes do not overlap, so every VP has a slot of its own; the memory is identity-mapped and the shim's for good.
            var first = (uint*)Unsafe.AsPointer(ref slots[planned.BaseVp]);
            var rings = state.Options.TracePages == 0 ? null : (byte*)layout.TraceRing(0);
            nodes[i] = new MonitorNode((ControlPage*)pages.Control.Start, (byte*)pages.Shared.Start, rings, (uint)state.Options.TracePages, first, (uint)planned.BaseVp, (uint)planned.VpCount)
            {
                Memory = planned.Memory,
            };
        }

        return true;
    }

    private static ulong NodeBytes(ref ShimState state)
    {
        var bytes = 0UL;
        foreach (ref readonly var node in state.Plan.Nodes)
        {
            bytes += node.Memory.Length;
        }

        return bytes;
    }

    private static bool TryAllocate<T>(ref ShimState state, int count, out Span<T> items)
        where T : unmanaged
    {
        var bytes = Math.Max(1UL, (ulong)count * (ulong)sizeof(T));
        items = default;
        if (!state.Memory.TryAllocate(bytes, PageAllocator.PageSize, PageAllocator.NoNumaNode, out var memory))
        {
            return false;
        }

        var mapped = TMachine.Map(memory.Range.Start, bytes);
        mapped.Clear();
        items = MemoryMarshal.Cast<byte, T>(mapped)[..count];
        return true;
    }
}
