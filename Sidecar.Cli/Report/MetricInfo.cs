namespace Sidecar.Cli.Report;

/// <summary>A measured figure.</summary>
/// <param name="Name">Its name, in kebab case.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit: <c>ticks</c> of the time stamp counter, <c>ns</c>, <c>bytes</c>, <c>count</c>.</param>
public sealed record MetricInfo(string Name, ulong Value, string Unit);
