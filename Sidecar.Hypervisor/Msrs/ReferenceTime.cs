using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;

namespace Sidecar.Hypervisor.Msrs;

/// <summary>The partition's reference time (TLFS, "Partition reference time"): units of 100 ns since launch, computed as a guest computes it from the reference TSC page.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class ReferenceTime<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const ulong UnitsPerSecond = 10_000_000;
    private const uint Sequence = 1;

    /// <summary>Whether the time stamp counter's frequency is known, and can tell 100 ns apart.</summary>
    public static bool IsKnown(Partition* partition) => partition->TscFrequency > UnitsPerSecond;

    /// <summary>Now.</summary>
    public static ulong Now(Partition* partition)
    {
        var scale = Scale(partition->TscFrequency);
        return MultiplyHigh(TMachine.Timestamp, scale) + Offset(partition, scale);
    }

    /// <summary>Writes the reference TSC page: sequence, scale, offset (TLFS, HV_REFERENCE_TSC_PAGE).</summary>
    public static void Fill(Partition* partition, byte* page)
    {
        // SAFETY: a page of the hypervisor's own; the guest only reads it.
        var words = (ulong*)page;
        var scale = Scale(partition->TscFrequency);
        new System.Span<byte>(page, 0x1000).Clear();
        words[1] = scale;
        words[2] = Offset(partition, scale);
        words[0] = Sequence;
    }

    /// <summary>Units per tick, times 2^64, by long division.</summary>
    private static ulong Scale(ulong frequency)
    {
        var quotient = 0UL;
        var remainder = UnitsPerSecond;
        for (var i = 0; i < 64; i++)
        {
            var carry = remainder >> 63 != 0;
            remainder <<= 1;
            quotient <<= 1;
            if (carry || remainder >= frequency)
            {
                remainder -= frequency;
                quotient |= 1;
            }
        }

        return quotient;
    }

    private static ulong Offset(Partition* partition, ulong scale) => 0 - MultiplyHigh(partition->TscAtStart, scale);

    /// <summary>Upper half of a product.</summary>
    private static ulong MultiplyHigh(ulong a, ulong b)
    {
        var low = (ulong)(uint)a * (uint)b;
        var middle = ((a >> 32) * (uint)b) + (low >> 32);
        var other = ((ulong)(uint)a * (b >> 32)) + (uint)middle;
        return ((a >> 32) * (b >> 32)) + (middle >> 32) + (other >> 32);
    }
}
