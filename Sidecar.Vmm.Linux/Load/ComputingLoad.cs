using Sidecar.Vmm.Linux.Scenarios;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Load;

/// <summary>A thread that always computes.</summary>
internal sealed class ComputingLoad() : LoadKind("computations")
{
    /// <summary>Primes below 1,000.</summary>
    private const ulong Expected = 168;

    /// <inheritdoc/>
    protected override void Once()
    {
        var count = HandlerWork.CountPrimes(0, 1000);
        Steps.Expect(count == Expected, $"Linux counts {count} primes below 1000");
    }
}
