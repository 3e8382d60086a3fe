namespace Sidecar.Cli.Timeline;

/// <summary>A stretch of time that a VP spent in one state.</summary>
/// <param name="State">The state's name.</param>
/// <param name="Cause">What brought the VP there, as a trace line says it in its brackets.</param>
/// <param name="Start">Start, in microseconds from the first transition of all.</param>
/// <param name="End">End, in microseconds, not before the start.</param>
internal sealed record StateInterval(string State, string Cause, double Start, double End);
