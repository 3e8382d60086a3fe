namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>What was done in a mix.</summary>
public struct MixTally
{
    /// <summary>Commands, stopped ones among them.</summary>
    public uint Commands;

    /// <summary>Commands that were stopped.</summary>
    public uint Stops;

    /// <summary>Adds a command.</summary>
    public void Add(MixedCommand command)
    {
        Commands++;
        Stops += command is MixedCommand.Stopped or MixedCommand.StoppedBefore or MixedCommand.RunStopped ? 1u : 0;
    }
}
