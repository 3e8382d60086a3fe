namespace Sidecar.Cli.Report;

/// <summary>A sidecar node.</summary>
/// <param name="Index">Its index.</param>
/// <param name="BaseVp">Its first VP, which belongs to the host kernel.</param>
/// <param name="VpCount">Its VPs, the base VP included.</param>
public sealed record NodeInfo(int Index, int BaseVp, int VpCount);
