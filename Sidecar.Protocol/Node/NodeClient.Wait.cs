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
            // The clock before the look: a wait that ends by the clock has looked once more after its time was up, however long it was kept from running.
            var now = _host.NowNanoseconds;
            var slot = Observe(nodeCpuIndex, out _);
            if (slot.Phase is not (VpPhase.Starting or VpPhase.Running) || now >= deadline)
            {
                return TryCollect(nodeCpuIndex);
            }

            ServiceOrPark(nodeCpuIndex, slot, deadline);
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
            Observe(i, out _);
        }

        return true;
    }

    /// <summary>
    /// Looks at one VP, notes what is new, and returns the slot as it is then. The slot is read before the status: Running there means that RUN was stored
    /// before, so IDLE or REMOVED read after it is the answer to that very command. The exchange on the whole word, generation included, then fails if
    /// anybody else noted it first.
    /// </summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    /// <param name="status">The status that was found; REMOVED without a look when nothing is expected of the VP.</param>
    private VpSlot Observe(uint nodeCpuIndex, out CpuStatus status)
    {
        while (true)
        {
            var slot = LoadSlot(nodeCpuIndex);
            var awaitsAnswer = slot.Phase == VpPhase.Running;
            var awaitsRemoval = slot is { RemoveAsked: true, IsGone: false };
            status = awaitsAnswer || awaitsRemoval ? LoadStatus(nodeCpuIndex) : CpuStatus.REMOVED;
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
                return slot;
            }

            if (TryChangeSlot(nodeCpuIndex, slot, news))
            {
                _host.Wake(nodeCpuIndex);
                return news;
            }
        }
    }

    /// <summary>Between two looks of a wait: serves attention, or sleeps when there is none.</summary>
    private void ServiceOrPark(uint nodeCpuIndex, VpSlot seen, ulong deadline)
    {
        if (!ServiceAttention())
        {
            _host.Park(nodeCpuIndex, ref _pages.Control.NeedsAttention, ref _pages.Slot(nodeCpuIndex), seen.Value, deadline);
        }
    }
}
