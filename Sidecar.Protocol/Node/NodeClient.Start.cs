using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Node;

/// <content>Giving a VP a command, and asking for its end.</content>
public readonly partial struct NodeClient<TMemory, THost>
{
    /// <summary>Starts the command that the caller, who holds the claim, has put on the command page. From here on the page is the VP's.</summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    public StartResult Start(uint nodeCpuIndex)
    {
        if (!Has(nodeCpuIndex))
        {
            return StartResult.NotClaimed;
        }

        var refusal = EnterStarting(nodeCpuIndex, out var slot);
        if (refusal != StartResult.Started)
        {
            return refusal;
        }

        // Not a plain store of RUN: a VP whose kernel failed, or that a remover reached first, must not look like one that runs. As a locked instruction
        // this is also the release that hands the command page over.
        var status = ExchangeStatus(nodeCpuIndex, CpuStatus.IDLE, CpuStatus.RUN);
        if (status != CpuStatus.IDLE)
        {
            LeaveStarting(nodeCpuIndex, slot, VpPhase.Claimed);
            return status is CpuStatus.REMOVED or CpuStatus.REMOVE ? StartResult.Removed : StartResult.UnexpectedStatus;
        }

        if (LeaveStarting(nodeCpuIndex, slot, VpPhase.Running))
        {
            // Somebody stopped this command before it was on the control page. If the VP finished it meanwhile there is nothing to stop.
            ExchangeStatus(nodeCpuIndex, CpuStatus.RUN, CpuStatus.STOP);
        }

        Ring(nodeCpuIndex);

        // A VP that was awake anyway may have answered before the slot said Running, and whoever looked then passed over it. That answer was visible before
        // the slot changed, so this look cannot miss it.
        Observe(nodeCpuIndex, out _);
        return StartResult.Started;
    }

    /// <summary>
    /// Asks for the end of the command that is under way. For any thread. If the VP was faster, its answer stands: nothing is written, nothing is
    /// made up. A stop during <see cref="Start"/> counts, one before it does not. It is for the caller to see that the command it means is
    /// still the one that runs: a stop that overlaps the next start may hit that.
    /// </summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    public StopResult Stop(uint nodeCpuIndex)
    {
        if (!Has(nodeCpuIndex))
        {
            return StopResult.NotRunning;
        }

        while (true)
        {
            var slot = LoadSlot(nodeCpuIndex);
            switch (slot.Phase)
            {
                case VpPhase.Starting when slot.StopAsked:
                    return StopResult.AlreadyRequested;

                case VpPhase.Starting:
                    // RUN may not be there yet to be turned into STOP, and the command must not run on unstopped.
                    if (TryChangeSlot(nodeCpuIndex, slot, slot.WithStop()))
                    {
                        return StopResult.Deferred;
                    }

                    break;

                case VpPhase.Running:
                    return StopRunning(nodeCpuIndex);

                case VpPhase.Completed or VpPhase.Abandoned:
                    return StopResult.AlreadyFinished;

                default:
                    return StopResult.NotRunning;
            }
        }
    }

    private StopResult StopRunning(uint nodeCpuIndex)
    {
        switch (ExchangeStatus(nodeCpuIndex, CpuStatus.RUN, CpuStatus.STOP))
        {
            case CpuStatus.RUN:
                Ring(nodeCpuIndex);
                return StopResult.Requested;

            case CpuStatus.STOP or CpuStatus.REMOVE:
                return StopResult.AlreadyRequested;

            default:
                return StopResult.AlreadyFinished;
        }
    }

    private StartResult EnterStarting(uint nodeCpuIndex, out VpSlot starting)
    {
        while (true)
        {
            var slot = LoadSlot(nodeCpuIndex);
            starting = slot.NextStarting();
            if (slot.Phase != VpPhase.Claimed)
            {
                return slot.Phase == VpPhase.Free ? StartResult.NotClaimed : StartResult.Busy;
            }

            if (slot.RemoveAsked)
            {
                return StartResult.Removed;
            }

            if (TryChangeSlot(nodeCpuIndex, slot, starting))
            {
                return StartResult.Started;
            }
        }
    }

    /// <summary>Ends the Starting phase; true when a stop came during it. Flags that others set meanwhile survive.</summary>
    private bool LeaveStarting(uint nodeCpuIndex, VpSlot slot, VpPhase phase)
    {
        while (!TryChangeSlot(nodeCpuIndex, slot, slot.WithoutStop().In(phase)))
        {
            slot = LoadSlot(nodeCpuIndex);
        }

        return slot.StopAsked;
    }
}
