namespace Sidecar.Gateway.Vps;

/// <summary>What came of asking the pool for a VP.</summary>
/// <param name="Lane">The VP, to be returned; null when there is none.</param>
/// <param name="Refusal">Why there is none.</param>
/// <param name="Absence">Why the VP that was wanted takes no calls, as it was when the call was refused; it may be otherwise by the time that the caller hears of it.</param>
internal readonly record struct VpRent(VpLane? Lane, Refusal Refusal = Refusal.None, Absence Absence = Absence.None)
{
    /// <summary>No VP, for a reason.</summary>
    public static VpRent Refused(Refusal refusal, Absence absence = Absence.None) => new(null, refusal, absence);
}
