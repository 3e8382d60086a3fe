using System.Threading;

namespace Sidecar.CoreLib.Tests.Checks;

/// <summary>Interlocked and Volatile: what they return and what they leave.</summary>
internal static class AtomicChecks
{
    internal static void Run<TReport>()
        where TReport : struct, IReport
    {
        byte small = 1;
        TReport.Check(Interlocked.Exchange(ref small, 2) == 1 && small == 2, "Exchange of a byte"u8);
        TReport.Check(Interlocked.CompareExchange(ref small, 9, 1) == 2 && small == 2, "CompareExchange of a byte that is not there"u8);
        TReport.Check(Interlocked.CompareExchange(ref small, 9, 2) == 2 && small == 9, "CompareExchange of a byte that is there"u8);

        var signed = 5;
        TReport.Check(Interlocked.Add(ref signed, 3) == 8 && Interlocked.Increment(ref signed) == 9 && Interlocked.Decrement(ref signed) == 8, "arithmetic on int"u8);
        TReport.Check(Interlocked.Or(ref signed, 3) == 8 && Interlocked.And(ref signed, 9) == 11 && signed == 9, "bits of int"u8);

        var unsigned = uint.MaxValue;
        TReport.Check(Interlocked.Increment(ref unsigned) == 0 && Interlocked.Decrement(ref unsigned) == uint.MaxValue, "uint wraps"u8);
        TReport.Check(Interlocked.Exchange(ref unsigned, 4) == uint.MaxValue && Interlocked.CompareExchange(ref unsigned, 5, 4) == 4 && unsigned == 5, "exchanges of uint"u8);

        var large = 1UL << 40;
        TReport.Check(Interlocked.Add(ref large, 1) == (1UL << 40) + 1 && Interlocked.Or(ref large, 1UL << 63) == (1UL << 40) + 1, "arithmetic and bits of ulong"u8);
        TReport.Check(Interlocked.And(ref large, 1UL << 63) == ((1UL << 63) | (1UL << 40) | 1) && large == 1UL << 63, "And of ulong"u8);
        TReport.Check(Interlocked.CompareExchange(ref large, 7, 1UL << 63) == 1UL << 63 && Interlocked.Exchange(ref large, 8) == 7, "exchanges of ulong"u8);

        Volatile.Write(ref large, ulong.MaxValue);
        Volatile.Write(ref small, 200);
        Interlocked.MemoryBarrier();
        TReport.Check(Volatile.Read(ref large) == ulong.MaxValue && Volatile.Read(ref small) == 200, "Volatile"u8);
    }
}
