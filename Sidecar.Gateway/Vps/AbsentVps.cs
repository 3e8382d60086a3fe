using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;

namespace Sidecar.Gateway.Vps;

/// <summary>Looks after VPs that take no calls, once a second and when told: whoever serves again is in the pool again. It costs nothing while all serve.</summary>
/// <param name="pool">The pool.</param>
internal sealed class AbsentVps(VpPool pool)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Why an exception of a VP's means that it takes no more calls, if it does.</summary>
    public static Absence After(SidecarException exception, SidecarVp vp) => exception.Kind switch
    {
        SidecarErrorKind.Removed => Absence.Gone,
        SidecarErrorKind.Busy => vp.IsRunning ? Absence.Stuck : Absence.Taken,
        SidecarErrorKind.TimedOut => vp.IsRunning ? Absence.Stuck : Absence.None,
        SidecarErrorKind.Command or SidecarErrorKind.Hypervisor => IsSidecars(vp) ? Absence.None : Absence.Gone,
        _ => Absence.Broken,
    };

    /// <summary>Whether a CPU is the sidecar's as far as anybody says.</summary>
    public static bool IsSidecars(SidecarVp vp) => vp.GetCpuState() is CpuState.Unknown or CpuState.Idle or CpuState.Running or CpuState.Stopping;

    /// <summary>Looks until the end.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval);
            while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false))
            {
                if (!pool.AllServe)
                {
                    await LookAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Looks at one VP now.</summary>
    public async Task LookAsync(VpLane lane)
    {
        if (pool.TryBeginProbe(lane))
        {
            pool.EndProbe(lane, await SeeAsync(lane).ConfigureAwait(false));
        }
    }

    private static async Task<Absence> SeeAsync(VpLane lane)
    {
        if (lane.Vp.IsRunning)
        {
            return Absence.Stuck;
        }

        try
        {
            if (!IsSidecars(lane.Vp))
            {
                return Absence.Gone;
            }

            await lane.Vp.TestAsync().ConfigureAwait(false);
            return Absence.None;
        }
        catch (SidecarException exception)
        {
            return After(exception, lane.Vp);
        }
        catch (ObjectDisposedException)
        {
            return Absence.Broken;
        }
    }

    private async Task LookAsync()
    {
        foreach (var lane in pool.Lanes)
        {
            await LookAsync(lane).ConfigureAwait(false);
        }
    }
}
