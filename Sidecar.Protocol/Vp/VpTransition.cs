namespace Sidecar.Protocol.Vp;

/// <summary>The outcome of an event: the state that follows and what to do on the way.</summary>
/// <param name="next">The state after the event. Equal to the state before it when <paramref name="action"/> is <see cref="VpAction.Reject"/>.</param>
/// <param name="action">What the VP does.</param>
public readonly struct VpTransition(VpState next, VpAction action)
{
    /// <summary>The state after the event.</summary>
    public VpState Next { get; } = next;

    /// <summary>What the VP does.</summary>
    public VpAction Action { get; } = action;

    /// <summary>Whether the event is legal in the state it came in.</summary>
    public bool IsLegal => Action != VpAction.Reject;
}
