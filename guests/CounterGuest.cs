using System.Runtime;
using System.Threading;
using Sidecar.Protocol.Guests;

namespace Sidecar.Guests;

/// <summary>All VPs count in the same memory, by locked instructions and under a lock; the last one checks that nothing was lost.</summary>
internal static unsafe class CounterGuest
{
    private const int Rounds = 20_000;
    private const uint LockedSumWrong = 1;
    private const uint GuardedSumWrong = 2;

    [RuntimeExport("guest_counter")]
    private static uint Main(uint vp, uint count, GuestParameters* parameters)
    {
        // SAFETY: the loader cleared the shared part, and nothing else of this guest lies there.
        ref var shared = ref *(Shared*)GuestMemory.Shared;
        shared.Start.Await(count);
        for (var i = 0; i < Rounds; i++)
        {
            Interlocked.Increment(ref shared.Locked);
            shared.Lock.Acquire();
            shared.Guarded++;
            shared.Lock.Release();
        }

        if ((uint)Interlocked.Increment(ref shared.Done) != count)
        {
            return 0;
        }

        var expected = (long)count * Rounds;
        if (Volatile.Read(ref shared.Locked) != expected)
        {
            return SerialText.Fail(LockedSumWrong, "locked increments were lost"u8);
        }

        return Volatile.Read(ref shared.Guarded) == expected ? 0 : SerialText.Fail(GuardedSumWrong, "increments under the lock were lost"u8);
    }

    private struct Shared
    {
        internal SpinBarrier Start;
        internal SpinGuard Lock;
        internal int Done;
        internal long Locked;
        internal long Guarded;
    }
}
