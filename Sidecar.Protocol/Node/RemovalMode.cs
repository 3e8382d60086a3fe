namespace Sidecar.Protocol.Node;

/// <summary>What a removal does about a command that is under way.</summary>
public enum RemovalMode : byte
{
    /// <summary>
    /// Stops it and removes the VP when it has answered, so the command's completion is an ordinary one. Only a command that is being started at that very moment may be
    /// carried out and still end as removed. Works with every sidecar kernel.
    /// </summary>
    StopFirst = 0,

    /// <summary>
    /// Writes REMOVE over RUN or STOP: the VP leaves as soon as its command is finished, and whoever waits for the command learns only that the VP is gone.
    /// A kernel that answers IDLE all the same, as OpenHCL's does, is asked again.
    /// </summary>
    OutOfTurn = 1,
}
