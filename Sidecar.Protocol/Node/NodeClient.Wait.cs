using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Node;

/// <content>Learning that a command is finished.</content>
public readonly partial struct NodeClient<TMemory, THost>
{
    /// <summary>
    /// Waits for the command that is under way. For the thread that holds the claim; other threads may service attention meanwhile.
    /// </summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    /// <param name="timeout">Nanoseconds; 0 only looks, <see cref="ulong.MaxValue"/> waits without bound.</param>
    public WaitResult Wait(uint nodeCpuIndex, ulong timeout)
    {
        if (!Has(nodeCpuIndex))
        {
            return WaitResult.NotStarted;
        }

        var deadline = DeadlineAfter(timeout);
        while (true)
        {
            // The answer itself first: on a busy node attention may be somebody else's, and an answer that is there needs none.
            Observe(nodeCpuIndex);
            var seen = LoadSlot(nodeCpuIndex);
            var result = TryCollect(nodeCpuIndex);
            if (result != WaitResult.TimedOut)
            {
                return result;
            }

            if (!Pause(nodeCpuIndex, seen, deadline))
            {
                return WaitResult.TimedOut;
            }
        }
    }

    /// <summary>
    /// Collects the completion of a command if one was noted, without looking at the control page: what an event loop calls after
    /// <see cref="ServiceAttention"/>. <see cref="WaitResult.TimedOut"/> when the command is still under way.
    /// </summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    public WaitResult TryCollect(uint nodeCpuIndex)
    {
        while (Has(nodeCpuIndex))
        {
            var slot = LoadSlot(nodeCpuIndex);
            switch (slot.Phase)
            {
                case VpPhase.Starting or VpPhase.Running:
                    return WaitResult.TimedOut;

                case VpPhase.Completed or VpPhase.Abandoned:
                    // Whoever wins this exchange has the completion; that is what makes it exactly one.
                    if (TryChangeSlot(nodeCpuIndex, slot, slot.In(VpPhase.Claimed)))
                    {
                        return slot.Phase == VpPhase.Completed ? WaitResult.Completed : WaitResult.Removed;
                    }

                    break;

                default:
                    return WaitResult.NotStarted;
            }
        }

        return WaitResult.NotStarted;
    }

    /// <summary>
    /// What the response interrupt is about: if any VP raised attention, looks at all of them and notes what is finished. The word is cleared before the
    /// look: a VP that answers during it raises attention again and is found next time, whereas one cleared after the look would be lost. Attention without
    /// news is harmless. Returns whether there was any.
    /// </summary>
    public bool ServiceAttention()
    {
        ref var needsAttention = ref _pages.Control.NeedsAttention;
        // The plain look spares an idle host the bus lock; a 1 that it misses is followed by an interrupt.
        if (TMemory.Load(ref needsAttention) == 0 || TMemory.Exchange(ref needsAttention, 0) == 0)
        {
            return false;
        }

        for (uint i = 0; i < Count; i++)
        {
            Observe(i);
        }

        return true;
    }

    /// <summary>
    /// Looks at one VP and notes what is new. The slot is read before the status: Running there means that RUN was stored before, so IDLE or REMOVED read after
    /// it is the answer to that very command. The exchange on the whole word, generation included, then fails if anybody else noted it first.
    /// </summary>
    private void Observe(uint nodeCpuIndex)
    {
        while (true)
        {
            var slot = LoadSlot(nodeCpuIndex);
            var awaitsAnswer = slot.Phase == VpPhase.Running;
            var awaitsRemoval = slot is { RemoveAsked: true, IsGone: false };
            if (!awaitsAnswer && !awaitsRemoval)
            {
                return;
            }

            var status = LoadStatus(nodeCpuIndex);
            var news = slot;
            if (awaitsAnswer && status is CpuStatus.IDLE or CpuStatus.REMOVED)
            {
                news = slot.In(status == CpuStatus.IDLE ? VpPhase.Completed : VpPhase.Abandoned);
            }

            if (awaitsRemoval && status == CpuStatus.REMOVED)
            {
                news = news.WithGone();
            }

            if (news.Value == slot.Value)
            {
                return;
            }

            if (TryChangeSlot(nodeCpuIndex, slot, news))
            {
                _host.Wake(nodeCpuIndex);
                return;
            }
        }
    }

    /// <summary>Between two looks of a wait: serves attention, or sleeps when there is none. False when the time is up.</summary>
    private bool Pause(uint nodeCpuIndex, VpSlot seen, ulong deadline)
    {
        // Before attention, not after: a node that raises it without end must not keep the wait from ending.
        if (_host.NowNanoseconds >= deadline)
        {
            return false;
        }

        if (!ServiceAttention())
        {
            _host.Park(nodeCpuIndex, ref _pages.Control.NeedsAttention, ref _pages.Slot(nodeCpuIndex), seen.Value, deadline);
        }

        return true;
    }
}
