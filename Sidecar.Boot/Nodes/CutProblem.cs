namespace Sidecar.Boot.Nodes;

/// <summary>Why there are no sidecar nodes.</summary>
public enum CutProblem
{
    /// <summary>There are.</summary>
    None = 0,

    /// <summary>Every node would have its base VP only.</summary>
    OneProcessorEach,

    /// <summary>The host starts every processor.</summary>
    NothingToStart,

    /// <summary>More nodes than the parameters have room for.</summary>
    TooManyNodes,
}
