namespace Sidecar.Protocol.Node;

/// <summary>What came of a claim.</summary>
public enum ClaimResult : byte
{
    /// <summary>The caller owns the VP and its command page until it releases them.</summary>
    Claimed = 0,

    /// <summary>The node has no VP of that index.</summary>
    NoSuchVp = 1,

    /// <summary>Somebody else owns it.</summary>
    Busy = 2,

    /// <summary>The CPU is not the sidecar's: never started in it, removed, or being removed.</summary>
    Removed = 3,
}
