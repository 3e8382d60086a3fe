using System.Threading;
using System.Threading.Tasks;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Scenarios;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>Runs a guest of the kind <c>compute</c> on a VP. Stopped and run again, it counts on where it was.</summary>
/// <param name="guest">The guest, ready to run.</param>
/// <param name="count">Where runs and their ends are counted.</param>
internal sealed class GuestWorker(GuestVp guest, WorkCount count) : IVpWorker
{
    /// <summary>What the guest has counted.</summary>
    public long Progress => (long)ComputeCount.Of(guest);

    /// <inheritdoc/>
    public Task WorkAsync(CancellationToken stop) => count.CountAsync(async () =>
    {
        await guest.RunAsync(ConversionPolicy.StayRemote, stop);
        Steps.Expect(guest.State.Phase == GuestPhase.Stopped, $"{guest.Text}, though it was to compute until it is stopped");
    });
}
