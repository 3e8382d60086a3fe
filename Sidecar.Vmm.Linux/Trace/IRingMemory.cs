using System;

namespace Sidecar.Vmm.Linux.Trace;

/// <summary>The trace rings of a node. Others write there at any time, and may write anything.</summary>
internal interface IRingMemory
{
    /// <summary>Copies bytes out; false when not all of them are there. What is aligned to 8 bytes is copied whole.</summary>
    /// <param name="offset">Where the bytes begin, from the first ring on.</param>
    /// <param name="buffer">Where they go.</param>
    bool TryRead(long offset, Span<byte> buffer);
}
