using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;

namespace Sidecar.Gateway.Vps;

/// <summary>
/// Gives VPs to calls: to one that takes any, the VP that has been idle for longest; to one that wants a certain VP, that one. What finds none waits, in order of arrival over both kinds, but only as
/// many as the queue has room for. For any thread.
/// </summary>
internal sealed partial class VpPool
{
    private readonly Lock _sync = new();
    private readonly VpLane[] _lanes;
    private readonly Dictionary<uint, VpLane> _byIndex;
    private readonly LinkedList<VpLane> _idle = new();
    private readonly LinkedList<VpWaiter> _shared = new();
    private readonly int _capacity;
    private long _tickets;
    private int _waiting;
    private int _serving;

    /// <summary>A pool of VPs, all of which are taken to serve until a call finds otherwise: nothing is asked of them at start-up.</summary>
    /// <param name="vps">The VPs.</param>
    /// <param name="capacity">Calls that may wait.</param>
    public VpPool(IEnumerable<SidecarVp> vps, int capacity)
    {
        _capacity = capacity;
        _lanes = [.. vps.Select(vp => new VpLane(vp))];
        _byIndex = _lanes.ToDictionary(lane => lane.Vp.Index);
        _serving = _lanes.Length;
        foreach (var lane in _lanes)
        {
            _idle.AddLast(lane.IdleNode);
        }
    }

    /// <summary>All VPs, by index.</summary>
    public IReadOnlyList<VpLane> Lanes => _lanes;

    /// <summary>Calls that wait now.</summary>
    public int QueueLength => Volatile.Read(ref _waiting);

    /// <summary>Calls that may wait.</summary>
    public int QueueCapacity => _capacity;

    /// <summary>Whether each VP takes calls.</summary>
    public bool AllServe => Volatile.Read(ref _serving) == _lanes.Length;

    /// <summary>Whether any VP takes calls.</summary>
    public bool AnyServes => Volatile.Read(ref _serving) > 0;

    /// <summary>A VP by its index; null for what is none of the pool's.</summary>
    public VpLane? Find(uint index) => _byIndex.GetValueOrDefault(index);

    /// <summary>The VP that a key belongs to: the same as long as the same VPs are the sidecar's. One that is busy or stuck keeps its keys, since their state is there. Null when no VP is the sidecar's.</summary>
    public VpLane? LaneOf(string key)
    {
        lock (_sync)
        {
            return KeyedVps.Choose(key, _lanes);
        }
    }

    /// <summary>Takes a VP, or waits for one.</summary>
    /// <param name="lane">Which; null for any.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="System.OperationCanceledException">It did.</exception>
    public ValueTask<VpRent> RentAsync(VpLane? lane, CancellationToken cancellation)
    {
        VpWaiter waiter;
        lock (_sync)
        {
            if (lane is null ? _serving == 0 : lane.Absence != Absence.None)
            {
                return new(lane is null ? VpRent.Refused(Refusal.NoneServes) : VpRent.Refused(Refusal.Absent, lane.Absence));
            }

            // One that waits for this VP is the VP's before it is idle, so an idle one has nobody waiting.
            var found = lane is null ? _idle.First?.Value : lane.IdleNode.List is null ? null : lane;
            if (found is not null)
            {
                Lease(found);
                return new(new VpRent(found));
            }

            if (_waiting == _capacity)
            {
                return new(VpRent.Refused(Refusal.QueueFull));
            }

            _waiting++;
            waiter = new VpWaiter(this, _tickets++, lane?.Pinned ?? _shared);
            waiter.Queue.AddLast(waiter);
        }

        return new(WaitAsync(waiter, cancellation));
    }

    /// <summary>Gives a VP back, and to the call that has waited longest for it.</summary>
    /// <param name="lane">The VP.</param>
    /// <param name="absence">Why it takes no more calls, if it does not.</param>
    public void Return(VpLane lane, Absence absence)
    {
        lock (_sync)
        {
            Release(lane);
            if (lane.Absence == Absence.None && absence != Absence.None)
            {
                Leave(lane, absence);
            }
            else if (lane.Absence == Absence.None)
            {
                Offer(lane);
            }
        }
    }

    private static async Task<VpRent> WaitAsync(VpWaiter waiter, CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister(static state => ((VpWaiter)state!).Pool.GiveUp((VpWaiter)state), waiter);
        return await waiter.Task.ConfigureAwait(false);
    }

    private void GiveUp(VpWaiter waiter)
    {
        lock (_sync)
        {
            if (!waiter.Queue.Remove(waiter))
            {
                return;
            }

            _waiting--;
        }

        waiter.Cancel();
    }

    private static void Release(VpLane lane)
    {
        lane.IsLeased = false;
        lane.Returned?.SetResult();
        lane.Returned = null;
    }

    private void Lease(VpLane lane)
    {
        if (lane.IdleNode.List is not null)
        {
            _idle.Remove(lane.IdleNode);
        }

        lane.IsLeased = true;
    }

    private void Offer(VpLane lane)
    {
        var (mine, anyones) = (lane.Pinned.First?.Value, _shared.First?.Value);
        var next = mine is null || (anyones is not null && anyones.Ticket < mine.Ticket) ? anyones : mine;
        if (next is null)
        {
            _idle.AddLast(lane.IdleNode);
            return;
        }

        lane.IsLeased = true;
        next.Queue.RemoveFirst();
        _waiting--;
        next.End(new VpRent(lane));
    }
}
