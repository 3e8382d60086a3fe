namespace Sidecar.Simulation;

/// <summary>One node.</summary>
/// <param name="BaseVp">Index of its first VP, which is the host's.</param>
/// <param name="VpCount">VPs, the base VP included.</param>
/// <param name="SparePages">Pages of memory beyond what the layout needs; negative for too little.</param>
public sealed record NodeShape(uint BaseVp, uint VpCount, int SparePages = 0);
