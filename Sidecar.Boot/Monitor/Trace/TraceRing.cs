using System.Threading;
using Sidecar.Protocol.Trace;

namespace Sidecar.Boot.Monitor.Trace;

/// <summary>A VP's trace ring as a reader sees it while the VP goes on writing.</summary>
/// <param name="header">The ring, or null for none.</param>
/// <param name="capacity">Records that its memory holds: our own arithmetic, not what the header says.</param>
public readonly unsafe struct TraceRing(TraceRingHeader* header, uint capacity)
{
    private readonly TraceRingHeader* _header = header;

    /// <summary>Records that the ring holds.</summary>
    public uint Capacity { get; } = capacity;

    // SAFETY, for all of the below: the shim keeps the ring's memory mapped, and every index is reduced modulo the capacity that the memory was measured with.

    /// <summary>Whether the VP keeps a trace here.</summary>
    public bool IsPresent => _header != null && Volatile.Read(ref _header->Magic) == TraceRingHeader.ExpectedMagic && _header->Capacity == Capacity;

    /// <summary>Number of records ever written.</summary>
    public ulong Count => Volatile.Read(ref _header->Count);

    /// <summary>Number of the oldest record that can still be read. The slot after the newest may be in the middle of being rewritten, so it does not count.</summary>
    public ulong Oldest
    {
        get
        {
            var count = Count;
            return count < Capacity ? 0 : count - Capacity + 1;
        }
    }

    /// <summary>Copies a record out; false when it was not written yet or is overwritten by now.</summary>
    public bool TryRead(ulong index, out TraceRecord record)
    {
        var source = (TraceRecord*)(_header + 1) + (uint)(index % Capacity);
        TraceRecord copy;
        var words = (ulong*)&copy;
        for (var i = 0; i < sizeof(TraceRecord) / sizeof(ulong); i++)
        {
            // Each an acquire: the second look at Count below stays behind all of them.
            words[i] = Volatile.Read(ref ((ulong*)source)[i]);
        }

        record = copy;
        return index < Count && index >= Oldest;
    }

    /// <summary>Copies the newest record out; false when there is none.</summary>
    public bool TryReadLast(out TraceRecord record)
    {
        record = default;
        for (var count = Count; count != 0; count = Count)
        {
            if (TryRead(count - 1, out record))
            {
                return true;
            }
        }

        return false;
    }
}
