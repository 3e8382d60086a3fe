using System.Threading;

namespace Sidecar.Guests;

/// <summary>Waits until all VPs of the guest are here. Used once; starts as zero.</summary>
internal struct SpinBarrier
{
    private int _arrived;

    /// <summary>Waits. The last to arrive does not.</summary>
    /// <param name="count">VPs that arrive.</param>
    internal void Await(uint count)
    {
        Interlocked.Increment(ref _arrived);
        while ((uint)Volatile.Read(ref _arrived) < count)
        {
        }
    }
}
