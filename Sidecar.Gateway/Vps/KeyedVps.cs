using System.Collections.Generic;

namespace Sidecar.Gateway.Vps;

/// <summary>Which VP a key belongs to: the one with the highest weight of key and VP together (rendezvous hashing). When a VP goes or comes, no key moves but its own.</summary>
internal static class KeyedVps
{
    /// <summary>The VP of a key among those whose CPU is the sidecar's; null when there is none.</summary>
    public static VpLane? Choose(string key, IEnumerable<VpLane> lanes)
    {
        // FNV-1a, over UTF-16: the same on every run and machine, which string.GetHashCode is not.
        var hash = 0xcbf2_9ce4_8422_2325;
        foreach (var character in key)
        {
            hash = unchecked((hash ^ character) * 0x100_0000_01b3);
        }

        VpLane? best = null;
        var highest = 0UL;
        foreach (var lane in lanes)
        {
            var weight = Mix(hash ^ Mix(lane.Vp.Index + 1));
            if (lane.Absence != Absence.Gone && (best is null || weight > highest))
            {
                (best, highest) = (lane, weight);
            }
        }

        return best;
    }

    /// <summary>The finalizer of SplitMix64: every bit of the result depends on every bit of the value.</summary>
    private static ulong Mix(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xbf58_476d_1ce4_e5b9);
        value = unchecked((value ^ (value >> 27)) * 0x94d0_49bb_1331_11eb);
        return value ^ (value >> 31);
    }
}
