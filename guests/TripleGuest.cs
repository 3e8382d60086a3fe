using System.Runtime;
using Sidecar.Protocol.Guests;

namespace Sidecar.Guests;

/// <summary>Ends in a triple fault.</summary>
internal static unsafe class TripleGuest
{
    private const uint StillHere = 1;

    [RuntimeExport("guest_triple")]
    private static uint Main(uint vp, uint count, GuestParameters* parameters)
    {
        GuestCalls.TripleFault();
        return StillHere;
    }
}
