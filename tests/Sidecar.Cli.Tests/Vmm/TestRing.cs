using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;
using Sidecar.Vmm.Linux.Trace;

namespace Sidecar.Cli.Tests.Vmm;

/// <summary>A small ring, behind another of its node's, and what happens to it between two reads.</summary>
/// <param name="vp">Whose it is.</param>
internal sealed class TestRing(uint vp) : IRingMemory
{
    public const uint Capacity = 8;
    private const int Offset = 4096;
    private static readonly int s_size = Marshal.SizeOf<TraceRingHeader>();

    /// <summary>The header as it is in memory.</summary>
    public TraceRingHeader Header = new() { Magic = TraceRingHeader.ExpectedMagic, Version = 1, VpIndex = vp, Capacity = Capacity };

    /// <summary>The records as they are in memory.</summary>
    public TraceRecord[] Records { get; } = new TraceRecord[Capacity];

    /// <summary>Whether the driver is there.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>Reads so far. Each look is three or four: the header, the records in one piece or two, the header.</summary>
    public int Reads { get; set; }

    /// <summary>What happens after a read, by its number.</summary>
    public Dictionary<int, Action> AfterRead { get; } = [];

    /// <summary>A reader of it.</summary>
    public VpTrace Trace() => new(vp, Offset, Capacity);

    /// <summary>The VP writes transitions, whose times are their numbers.</summary>
    public void Append(int count)
    {
        for (; count > 0; count--)
        {
            Records[Header.Count % Capacity] = new() { Timestamp = Header.Count, From = VpState.Running, To = VpState.Halted, Event = VpEvent.CommandCompleted, Vector = TraceText.NoVector };
            Header.Count++;
        }
    }

    /// <summary>Somebody writes anything anywhere, but mostly not over what says that it is a ring.</summary>
    public void Corrupt(Random random)
    {
        random.NextBytes(MemoryMarshal.AsBytes(Records.AsSpan(random.Next((int)Capacity), 1)));
        Header.Count = random.Next(4) switch
        {
            0 => Header.Count + 1,
            1 => Header.Count + (ulong)random.Next(20),
            2 => (ulong)random.NextInt64(),
            _ => Header.Count,
        };
        if (random.Next(20) == 0)
        {
            random.NextBytes(MemoryMarshal.AsBytes(new Span<TraceRingHeader>(ref Header)));
        }
    }

    /// <inheritdoc/>
    public bool TryRead(long offset, Span<byte> buffer)
    {
        if (!IsThere)
        {
            return false;
        }

        if (offset == Offset)
        {
            MemoryMarshal.AsBytes(new Span<TraceRingHeader>(ref Header))[..buffer.Length].CopyTo(buffer);
        }
        else
        {
            MemoryMarshal.AsBytes(Records.AsSpan()).Slice((int)offset - Offset - s_size, buffer.Length).CopyTo(buffer);
        }

        if (AfterRead.TryGetValue(Reads++, out var action))
        {
            action();
        }

        return true;
    }
}
