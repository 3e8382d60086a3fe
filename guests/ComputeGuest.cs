using System.Runtime;
using System.Threading;
using Sidecar.Protocol.Guests;

namespace Sidecar.Guests;

/// <summary>Counts for ever, in a cache line of its own VP, where the VMM sees it. Never exits by itself.</summary>
internal static unsafe class ComputeGuest
{
    private const ulong Stride = 64;

    [RuntimeExport("guest_compute")]
    private static uint Main(uint vp, uint count, GuestParameters* parameters)
    {
        // SAFETY: in the shared part, which is the guest's own.
        ref var counted = ref *(ulong*)(GuestMemory.Shared + (vp * Stride));
        while (true)
        {
            Volatile.Write(ref counted, counted + 1);
        }
    }
}
