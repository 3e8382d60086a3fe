using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;

namespace Sidecar.Vmm.Linux.Trace;

/// <summary>
/// One VP's trace as it is read a piece at a time, while the VP goes on writing. The ring is the VP's memory and may hold anything: each piece is copied once, checked and then used; a ring that
/// contradicts itself is not read any more, and says why.
/// </summary>
/// <param name="vp">The VP's index in the machine.</param>
/// <param name="offset">Where its ring begins in the node's.</param>
/// <param name="capacity">Records that the ring's memory holds: our own arithmetic, not what the header says.</param>
internal sealed class VpTrace(uint vp, long offset, uint capacity)
{
    private static readonly int s_headerSize = Unsafe.SizeOf<TraceRingHeader>();
    private static readonly int s_recordSize = Unsafe.SizeOf<TraceRecord>();
    private ulong _next;

    /// <summary>Takes a transition.</summary>
    /// <param name="index">Its number in the ring.</param>
    /// <param name="record">The transition.</param>
    public delegate void Taker(ulong index, in TraceRecord record);

    /// <summary>The VP's index in the machine.</summary>
    public uint Vp => vp;

    /// <summary>Whether the VP has begun to keep a trace.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>Where the last transition led to; null before the first.</summary>
    public VpState? State { get; private set; }

    /// <summary>Transitions that were overwritten before they were read.</summary>
    public ulong Overwritten { get; private set; }

    /// <summary>Why the ring is not to be believed; null while it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads what has been written since the last time.</summary>
    /// <param name="memory">The node's rings.</param>
    /// <param name="buffer">Room for as many records as the ring holds.</param>
    /// <param name="take">Takes each transition, in order.</param>
    public void Read(IRingMemory memory, Span<TraceRecord> buffer, Taker take)
    {
        if (!TryReadCount(memory, _next, out var end) || end == _next)
        {
            return;
        }

        var first = Math.Max(_next, Oldest(end));
        var records = buffer[..(int)(end - first)];
        if (!TryCopy(memory, first, records) || !TryReadCount(memory, end, out var later))
        {
            return;
        }

        // What the VP has come round to meanwhile may be half of one record and half of another.
        var oldest = Math.Clamp(Oldest(later), first, end);
        Overwritten += oldest - _next;
        _next = end;
        for (var index = oldest; index < end; index++)
        {
            ref readonly var record = ref records[(int)(index - first)];
            if (!IsTransition(in record))
            {
                Problem = Text($"record {index} of VP {vp}'s trace is no transition");
                return;
            }

            State = record.To;
            take(index, in record);
        }
    }

    /// <summary>Number of the oldest record that can be read. The slot after the newest may be in the middle of being rewritten, so it does not count.</summary>
    private ulong Oldest(ulong count) => count < capacity ? 0 : count - capacity + 1;

    /// <summary>Reads how many records there have been; false when there is no ring, or none to be believed.</summary>
    private bool TryReadCount(IRingMemory memory, ulong least, out ulong count)
    {
        var header = default(TraceRingHeader);
        count = 0;
        if (Problem is not null || !memory.TryRead(offset, MemoryMarshal.AsBytes(new Span<TraceRingHeader>(ref header))))
        {
            return false;
        }

        if (header.Magic != TraceRingHeader.ExpectedMagic && !IsPresent)
        {
            // The VP has not come up.
            return false;
        }

        count = header.Count;
        Problem = header switch
        {
            { Magic: not TraceRingHeader.ExpectedMagic } => Text($"VP {vp}'s trace is gone: it begins with 0x{header.Magic:x}"),
            { Version: not 1 } => Text($"VP {vp}'s trace is of version {header.Version}; 1 would do"),
            _ when header.VpIndex != vp => Text($"VP {vp}'s trace says that it is VP {header.VpIndex}'s"),
            _ when header.Capacity != capacity => Text($"VP {vp}'s trace says that it holds {header.Capacity} records; its memory has room for {capacity}"),
            _ when count < least => Text($"VP {vp}'s trace went back from {least} records to {count}"),
            _ => null,
        };
        IsPresent = true;
        return Problem is null;
    }

    /// <summary>Copies records that follow one another, in two pieces where the ring begins anew between them.</summary>
    private bool TryCopy(IRingMemory memory, ulong first, Span<TraceRecord> records)
    {
        var slot = (int)(first % capacity);
        var ahead = Math.Min(records.Length, (int)capacity - slot);
        var start = offset + s_headerSize;
        return memory.TryRead(start + ((long)slot * s_recordSize), MemoryMarshal.AsBytes(records[..ahead])) && memory.TryRead(start, MemoryMarshal.AsBytes(records[ahead..]));
    }

    /// <summary>Whether a report can have it: everything that is one of a few is one of them.</summary>
    private static bool IsTransition(in TraceRecord record)
        => (int)record.From < VpStateMachine.StateCount && (int)record.To < VpStateMachine.StateCount && (int)record.Event < VpStateMachine.EventCount && record.HasCommand <= 1 && record.HasError <= 1;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
