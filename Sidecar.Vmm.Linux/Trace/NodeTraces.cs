using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Trace;

namespace Sidecar.Vmm.Linux.Trace;

/// <summary>The traces of a node's VPs: rings of one size, one behind the other.</summary>
internal sealed class NodeTraces
{
    private readonly VpTrace[] _traces;
    private readonly TraceRecord[] _buffer;

    private NodeTraces(IReadOnlyList<uint> vps, int pages)
    {
        var size = pages * SidecarLimits.PageSize;
        var capacity = (size - Unsafe.SizeOf<TraceRingHeader>()) / Unsafe.SizeOf<TraceRecord>();
        _buffer = new TraceRecord[capacity];
        // The base VP, which is first, is the host's and keeps no trace.
        _traces = [.. vps.Skip(1).Select((vp, index) => new VpTrace(vp, (index + 1L) * size, (uint)capacity))];
    }

    /// <summary>The traces, by VP, the base VP's not among them.</summary>
    public IReadOnlyList<VpTrace> Traces => _traces;

    /// <summary>Measures the rings; null when there are none.</summary>
    /// <param name="memory">The rings.</param>
    /// <param name="vps">The node's VPs, the base VP first.</param>
    public static NodeTraces? Measure(IRingMemory memory, IReadOnlyList<uint> vps)
    {
        var pages = 0;
        while (pages < (int)NodeLayout.MaxTracePages && HasPages(memory, (long)vps.Count * (pages + 1)))
        {
            pages++;
        }

        return pages == 0 ? null : new(vps, pages);
    }

    /// <summary>Reads what is new in all of them.</summary>
    /// <param name="memory">The rings.</param>
    /// <param name="take">Takes each transition, with its VP.</param>
    public void Read(IRingMemory memory, Action<uint, ulong, TraceRecord> take)
    {
        foreach (var trace in _traces)
        {
            trace.Read(memory, _buffer, (index, in record) => take(trace.Vp, index, record));
        }
    }

    private static bool HasPages(IRingMemory memory, long count)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        return memory.TryRead((count * SidecarLimits.PageSize) - word.Length, word);
    }
}
