using System.Threading;

namespace Sidecar.Guests;

/// <summary>A lock that is given in the order in which it was asked for. Starts as zero.</summary>
internal struct TicketLock
{
    private int _next;
    private int _serving;

    /// <summary>Waits for the lock.</summary>
    internal void Acquire()
    {
        var ticket = Interlocked.Increment(ref _next) - 1;
        while (Volatile.Read(ref _serving) != ticket)
        {
        }
    }

    /// <summary>Gives it to whoever is next.</summary>
    internal void Release() => Volatile.Write(ref _serving, _serving + 1);
}
