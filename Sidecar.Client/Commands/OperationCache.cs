using System;
using System.Threading;

namespace Sidecar.Client.Commands;

/// <summary>
/// A VP's call objects that wait for their next use: a few, of whatever kinds were used last, so that a VP that is driven in a loop allocates nothing. For any thread.
/// </summary>
internal sealed class OperationCache
{
    private const int Capacity = 4;
    private readonly VpOperation?[] _waiting = new VpOperation?[Capacity];
    private uint _victim;

    /// <summary>An object of a kind that waits here; null when there is none.</summary>
    public T? Rent<T>()
        where T : VpOperation
    {
        foreach (ref var place in _waiting.AsSpan())
        {
            if (Volatile.Read(ref place) is T found && Interlocked.CompareExchange(ref place, null, found) == found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Puts an object here; when all places are taken, instead of another.</summary>
    public void Return(VpOperation operation)
    {
        foreach (ref var place in _waiting.AsSpan())
        {
            if (Volatile.Read(ref place) is null && Interlocked.CompareExchange(ref place, operation, null) is null)
            {
                return;
            }
        }

        Volatile.Write(ref _waiting[_victim++ % Capacity], operation);
    }
}
