using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Node;

/// <content>Who owns a VP.</content>
public readonly partial struct NodeClient<TMemory, THost>
{
    /// <summary>Takes a VP and its command page for the caller alone, for any number of commands.</summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    public ClaimResult Claim(uint nodeCpuIndex)
    {
        if (!Has(nodeCpuIndex))
        {
            return ClaimResult.NoSuchVp;
        }

        while (true)
        {
            var slot = LoadSlot(nodeCpuIndex);
            if (slot.RemoveAsked || LoadStatus(nodeCpuIndex) == CpuStatus.REMOVED)
            {
                return ClaimResult.Removed;
            }

            if (slot.Phase != VpPhase.Free)
            {
                return ClaimResult.Busy;
            }

            if (TryChangeSlot(nodeCpuIndex, slot, slot.In(VpPhase.Claimed)))
            {
                return ClaimResult.Claimed;
            }
        }
    }

    /// <summary>Gives a claim back. False when the caller has none, or a command is under way or its completion not collected: then nothing changes.</summary>
    /// <param name="nodeCpuIndex">The VP.</param>
    public bool Release(uint nodeCpuIndex)
    {
        if (!Has(nodeCpuIndex))
        {
            return false;
        }

        while (true)
        {
            var slot = LoadSlot(nodeCpuIndex);
            if (slot.Phase != VpPhase.Claimed)
            {
                return false;
            }

            if (TryChangeSlot(nodeCpuIndex, slot, slot.In(VpPhase.Free)))
            {
                return true;
            }
        }
    }
}
