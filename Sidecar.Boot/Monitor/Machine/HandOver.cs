using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Serial;
using Sidecar.Boot.Shim;
using Sidecar.Protocol.Extension;

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
            || !TryAllocate<uint>(ref state, state.Topology.Processors.Length, out var slots))
        {
            BootLine<TMachine>.Print("no monitor: too little memory for its tables"u8);
            return false;
        }

        for (var vp = 0; vp < vps.Length; vp++)
        {
            vps[vp].ApicId = state.Topology.Processors[vp].ApicId;
        }

        FillNodes(ref state, nodeList, slots);
        var setup = new MonitorSetup
        {
            Nodes = nodeList,
            Vps = vps,
            Refusal = state.SidecarStarted ? default : "there is no sidecar; the boot lines above say why"u8,
            Scenario = state.Options.Scenario,
            Interactive = state.Options.Interactive,
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
        var host = new MachineHost<TMachine>(table, (uint)vps.Length, state.Clock.Frequency, ApicTimer<TMachine>.Calibrate(state.Clock), hasReport);
        return MonitorMain.Run(setup, host);
    }

    private static void FillNodes(ref ShimState state, Span<MonitorNode> nodes, Span<uint> slots)
    {
        for (var i = 0; i < nodes.Length; i++)
        {
            ref readonly var planned = ref state.Plan.Nodes[i];
            var layout = new NodeLayout(planned.Memory.Start, (uint)planned.VpCount, (uint)state.Options.StatePages, (uint)state.Options.TracePages);
            // SAFETY: nodes do not overlap, so every VP has a slot of its own; the memory is identity-mapped and the shim's for good.
            var first = (uint*)Unsafe.AsPointer(ref slots[planned.BaseVp]);
            nodes[i] = MonitorNode.At(layout, (uint)state.Options.TracePages, first, (uint)planned.BaseVp, (uint)planned.VpCount);
        }
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
