using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Node;

/// <content>Taking a CPU out of the sidecar.</content>
public readonly partial struct NodeClient<TMemory, THost>
{
    /// <summary>
    /// Removes a VP, whoever claims it, and waits until its CPU is free for its next owner. For any thread, and for several at once. From the moment it is
    /// called no command is started on the VP. A command that is under way still has its one completion, for whoever waits for it.
    /// </summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    /// <param name="mode">What happens to a command that is under way.</param>
    /// <param name="timeout">Nanoseconds; what a dead CPU costs.</param>
    public RemoveResult Remove(uint nodeCpuIndex, RemovalMode mode, ulong timeout)
    {
        if (!Has(nodeCpuIndex))
        {
            return RemoveResult.NoSuchVp;
        }

        var deadline = DeadlineAfter(timeout);
        while (true)
        {
            var now = _host.NowNanoseconds;
            // Every time: another thread may have seen the VP gone and given it back meanwhile, and an exchange that this one was about to make then meets the VP
            // in its next life. Without the flag nobody would note the end of it.
            AskForRemoval(nodeCpuIndex);
            // An answer is noted before REMOVE covers it.
            var slot = Observe(nodeCpuIndex, out var status);
            if (slot.IsGone)
            {
                return RemoveResult.Removed;
            }

            if (status > CpuStatus.REMOVE)
            {
                return RemoveResult.UnexpectedStatus;
            }

            var wanted = NextTowardsRemoval(status, mode);
            var hasMoved = wanted != status && ExchangeStatus(nodeCpuIndex, status, wanted) == status;
            if (hasMoved)
            {
                Ring(nodeCpuIndex);
            }

            if (now >= deadline)
            {
                return RemoveResult.TimedOut;
            }

            // An exchange that was lost means another status by now, possibly one that nobody raises attention for, such as RUN stored by a start that was
            // under way: look again before sleeping.
            if (hasMoved || wanted == status)
            {
                ServiceOrPark(nodeCpuIndex, slot, deadline);
            }
        }
    }

    /// <summary>
    /// The status to write next. Whatever it is, it is written by compare-exchange, so a VP that answers or dies in between is not overwritten but looked at
    /// again.
    /// </summary>
    private static CpuStatus NextTowardsRemoval(CpuStatus status, RemovalMode mode) => status switch
    {
        CpuStatus.IDLE => CpuStatus.REMOVE,
        CpuStatus.RUN when mode == RemovalMode.StopFirst => CpuStatus.STOP,
        CpuStatus.RUN or CpuStatus.STOP when mode == RemovalMode.OutOfTurn => CpuStatus.REMOVE,
        _ => status,
    };

    private void AskForRemoval(uint nodeCpuIndex)
    {
        VpSlot slot;
        do
        {
            slot = LoadSlot(nodeCpuIndex);
        }
        while (!slot.RemoveAsked && !TryChangeSlot(nodeCpuIndex, slot, slot.WithRemove()));
    }
}
