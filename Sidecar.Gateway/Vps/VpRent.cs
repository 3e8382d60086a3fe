namespace Sidecar.Gateway.Vps;

/// <summary>What came of asking the pool for a VP.</summary>
/// <param name="Lane">The VP, to be returned; null when there is none.</param>
/// <param name="Refusal">Why there is none.</param>
internal readonly record struct VpRent(VpLane? Lane, Refusal Refusal = Refusal.None)
{
    /// <summary>No VP, for a reason.</summary>
    public static VpRent Refused(Refusal refusal) => new(null, refusal);
}
