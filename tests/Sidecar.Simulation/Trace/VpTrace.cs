using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;

namespace Sidecar.Simulation.Trace;

/// <summary>The trace rings of a machine as text: by VP, in order, without times.</summary>
public static unsafe class VpTrace
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>The trace of all VPs that the sidecar started.</summary>
    /// <typeparam name="TCatalog">Names of the handlers.</typeparam>
    public static string TextOf<TCatalog>(SimulatedMachine machine)
        where TCatalog : IHandlerCatalog
    {
        var text = new StringBuilder();
        Span<byte> buffer = stackalloc byte[2 * TraceText.MaxLength];
        for (var node = 0; node < machine.Options.Nodes.Count; node++)
        {
            var shape = machine.Options.Nodes[node];
            for (var nodeCpuIndex = 1u; nodeCpuIndex < shape.VpCount; nodeCpuIndex++)
            {
                foreach (var record in Of(machine, node, nodeCpuIndex))
                {
                    var line = new Utf8Writer(buffer);
                    TraceText.Write<TCatalog>(ref line, shape.BaseVp + nodeCpuIndex, in record);
                    text.Append(Encoding.UTF8.GetString(line.Written)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    /// <summary>A VP's records, oldest first; empty when it never came up. Waits for the last one, which follows the status byte.</summary>
    public static IReadOnlyList<TraceRecord> Of(SimulatedMachine machine, int node, uint nodeCpuIndex)
    {
        ref var header = ref machine.Memory.At<TraceRingHeader>(machine.Layouts[node].TraceRing(nodeCpuIndex));
        if (Volatile.Read(ref header.Magic) != TraceRingHeader.ExpectedMagic)
        {
            return [];
        }

        var records = new List<TraceRecord>();
        var start = machine.Layouts[node].TraceRing(nodeCpuIndex) + (ulong)sizeof(TraceRingHeader);
        var deadline = DateTime.UtcNow + s_patience;
        while (true)
        {
            records.Clear();
            var count = Volatile.Read(ref header.Count);
            for (var index = count > header.Capacity ? count - header.Capacity : 0; index < count; index++)
            {
                records.Add(machine.Memory.At<TraceRecord>(start + (index % header.Capacity * (ulong)sizeof(TraceRecord))));
            }

            if (IsSettled(machine.StatusOf(node, nodeCpuIndex), records) || DateTime.UtcNow >= deadline)
            {
                return records;
            }

            Thread.Yield();
        }
    }

    private static bool IsSettled(byte status, List<TraceRecord> records) => (CpuStatus)status switch
    {
        CpuStatus.IDLE => records.Count != 0 && records[^1].To == VpState.Halted,
        CpuStatus.REMOVED => records.Count != 0 && records[^1].To == VpState.Removed,
        _ => true,
    };
}
