namespace Sidecar.Gateway.Vps;

/// <summary>Why a call gets no VP.</summary>
internal enum Refusal
{
    /// <summary>It gets one.</summary>
    None,

    /// <summary>All are busy, and as many calls wait as may.</summary>
    QueueFull,

    /// <summary>Not one VP takes calls.</summary>
    NoneServes,

    /// <summary>The VP that was asked for takes none.</summary>
    Absent,
}
