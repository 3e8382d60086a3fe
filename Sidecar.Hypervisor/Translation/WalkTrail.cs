namespace Sidecar.Hypervisor.Translation;

/// <summary>The entries that a walk went by, from the top.</summary>
internal unsafe struct WalkTrail
{
    /// <summary>Levels at most.</summary>
    public const int MaxLevels = 5;

    /// <summary>Their physical addresses.</summary>
    public fixed ulong Addresses[MaxLevels];

    /// <summary>What they held.</summary>
    public fixed ulong Values[MaxLevels];

    /// <summary>How many.</summary>
    public int Count;
}
