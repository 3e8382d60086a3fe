using System.Runtime.InteropServices;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Node;

/// <content>Giving a removed CPU back.</content>
public readonly partial struct NodeClient<TMemory, THost>
{
    /// <summary>
    /// Takes the way by which a removed VP's CPU comes back. One caller gets it; that one sends the CPU there (<see cref="ReturnTicket"/>) and then calls
    /// <see cref="Readmit"/>. Until that has succeeded the VP counts as removed, to claims, starts and further removals alike. The caller sees to it that no removal of
    /// the VP is under way, whose IDLE it would take for one to remove, and that nobody but itself holds the claim: the command page is cleared.
    /// </summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    /// <param name="bounds">Where the ticket may lead.</param>
    /// <param name="ticket">A copy that was checked; only with <see cref="ReturnResult.Ready"/>.</param>
    public ReturnResult BeginReturn(uint nodeCpuIndex, ReturnBounds bounds, out ReturnTicket ticket)
    {
        ticket = default;
        while (Has(nodeCpuIndex))
        {
            // A removal that gave up may have been answered since.
            var slot = Observe(nodeCpuIndex, out _);
            if (!slot.IsGone)
            {
                return ReturnResult.NotRemoved;
            }

            // The VP that comes up clears its command page, and with it what is not collected.
            if (slot.IsReturning || slot.Phase is not (VpPhase.Free or VpPhase.Claimed))
            {
                return ReturnResult.Busy;
            }

            var found = MemoryMarshal.Read<ReturnTicket>(ReturnTicket.On(ref CommandPageOf(nodeCpuIndex)));
            if (!found.IsFor(BaseVp + nodeCpuIndex, bounds))
            {
                return ReturnResult.NoTicket;
            }

            if (TryChangeSlot(nodeCpuIndex, slot, slot.WithReturning()))
            {
                ticket = found;
                return ReturnResult.Ready;
            }
        }

        return ReturnResult.NoSuchVp;
    }

    /// <summary>
    /// Waits until a VP that is being given back shows IDLE, and lets it serve: from then on it can be claimed, and whoever held the claim when it was removed
    /// can start commands on it. For any thread.
    /// </summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    /// <param name="timeout">Nanoseconds; 0 only looks.</param>
    public ReturnResult Readmit(uint nodeCpuIndex, ulong timeout)
    {
        var deadline = DeadlineAfter(timeout);
        while (Has(nodeCpuIndex))
        {
            // The clock before the look, as in Wait.
            var now = _host.NowNanoseconds;
            var slot = LoadSlot(nodeCpuIndex);
            if (!slot.IsReturning)
            {
                return ReturnResult.NotReturning;
            }

            switch (LoadStatus(nodeCpuIndex))
            {
                case CpuStatus.IDLE:
                    // What the VP cleared is visible: it stored IDLE afterwards.
                    if (TryChangeSlot(nodeCpuIndex, slot, slot.Returned()))
                    {
                        _host.Wake(nodeCpuIndex);
                        return ReturnResult.Ready;
                    }

                    break;

                case CpuStatus.REMOVED when now >= deadline:
                    return ReturnResult.TimedOut;

                case CpuStatus.REMOVED:
                    ServiceOrPark(nodeCpuIndex, slot, deadline);
                    break;

                default:
                    return ReturnResult.UnexpectedStatus;
            }
        }

        return ReturnResult.NoSuchVp;
    }
}
