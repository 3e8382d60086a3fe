using System.Collections.Generic;
using System.Threading.Tasks;

namespace Sidecar.Gateway.Vps;

/// <content>VPs that leave the pool and come back.</content>
internal sealed partial class VpPool
{
    /// <summary>A VP's CPU is about to be given to Linux: no call gets it any more.</summary>
    /// <param name="lane">The VP.</param>
    /// <returns>Completed when no call has it; null when it is being given to Linux already.</returns>
    public Task? BeginConversion(VpLane lane)
    {
        lock (_sync)
        {
            if (lane.IsConverting)
            {
                return null;
            }

            lane.IsConverting = true;
            if (lane.IdleNode.List is not null)
            {
                _idle.Remove(lane.IdleNode);
            }

            if (lane.Absence == Absence.None)
            {
                Leave(lane, Absence.Gone);
            }

            lane.Returned = lane.IsLeased ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
            return lane.Returned?.Task ?? Task.CompletedTask;
        }
    }

    /// <summary>It was, or could not be.</summary>
    public void EndConversion(VpLane lane)
    {
        lock (_sync)
        {
            lane.IsConverting = false;
        }
    }

    /// <summary>Takes an absent VP to see whether it serves; false when it is not absent, a call still has it, or its CPU is being converted.</summary>
    public bool TryBeginProbe(VpLane lane)
    {
        lock (_sync)
        {
            return lane.Absence != Absence.None && !lane.IsLeased && !lane.IsConverting && (lane.IsLeased = true);
        }
    }

    /// <summary>What was seen of it.</summary>
    /// <param name="lane">The VP.</param>
    /// <param name="absence">Why it still takes no calls, if it does not.</param>
    public void EndProbe(VpLane lane, Absence absence)
    {
        lock (_sync)
        {
            Release(lane);
            lane.Absence = lane.IsConverting ? Absence.Gone : absence;
            if (lane.Absence == Absence.None)
            {
                _serving++;
                Offer(lane);
            }
        }
    }

    private void Leave(VpLane lane, Absence absence)
    {
        lane.Absence = absence;
        _serving--;
        Refuse(lane.Pinned, VpRent.Refused(Refusal.Absent, absence));
        if (_serving == 0)
        {
            Refuse(_shared, VpRent.Refused(Refusal.NoneServes));
        }
    }

    private void Refuse(LinkedList<VpWaiter> queue, VpRent refusal)
    {
        while (queue.First is { Value: var waiter })
        {
            queue.RemoveFirst();
            _waiting--;
            waiter.End(refusal);
        }
    }
}
