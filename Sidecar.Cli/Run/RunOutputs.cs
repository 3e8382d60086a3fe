namespace Sidecar.Cli.Run;

/// <summary>Files that the user asked for; null for none.</summary>
/// <param name="Trace">Transitions as text.</param>
/// <param name="Timeline">A timeline, SVG or JSON.</param>
public sealed record RunOutputs(string? Trace, string? Timeline);
