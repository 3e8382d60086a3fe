namespace Sidecar.Protocol.Explorer.Search;

/// <summary>One step of the world.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Actor">Whose.</param>
/// <param name="Choice">For an operation that leaves something open, what is chosen.</param>
public readonly record struct Step(StepKind Kind, byte Actor, uint Choice = 0);
