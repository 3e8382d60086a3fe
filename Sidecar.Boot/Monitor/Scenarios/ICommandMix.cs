namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>How often each command comes in a mix.</summary>
public interface ICommandMix
{
    /// <summary>The command for a draw.</summary>
    /// <param name="draw">A random number of 31 bits.</param>
    /// <param name="hasHypervisor">Whether guests can run.</param>
    static abstract MixedCommand Choose(uint draw, bool hasHypervisor);
}
