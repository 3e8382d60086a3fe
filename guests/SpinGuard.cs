using System.Threading;

namespace Sidecar.Guests;

/// <summary>
/// A lock that whoever is fastest takes. Not one that is given in order: where there are more VPs than CPUs below, the next in order is seldom one that runs. Starts as zero.
/// </summary>
internal struct SpinGuard
{
    private int _taken;

    /// <summary>Waits for the lock.</summary>
    internal void Acquire()
    {
        while (Interlocked.Exchange(ref _taken, 1) != 0)
        {
            while (Volatile.Read(ref _taken) != 0)
            {
            }
        }
    }

    /// <summary>Gives it back.</summary>
    internal void Release() => Volatile.Write(ref _taken, 0);
}
