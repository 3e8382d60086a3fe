namespace Sidecar.Protocol.Explorer.Search;

/// <summary>When a bounded wait reaches its bound.</summary>
public enum TimePassing
{
    /// <summary>Never: bounds are infinitely far away, so a wait that nothing ends is a deadlock.</summary>
    Never,

    /// <summary>When nothing else can happen any more: the other side is dead.</summary>
    WhenStuck,

    /// <summary>At any moment, a limited number of times: the other side is merely slow.</summary>
    Anytime,
}
