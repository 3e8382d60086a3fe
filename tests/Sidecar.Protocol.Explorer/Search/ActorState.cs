using System.Collections.Generic;
using Sidecar.Protocol.Explorer.Actors;

namespace Sidecar.Protocol.Explorer.Search;

/// <summary>One actor in one state of the world.</summary>
public sealed class ActorState
{
    /// <summary>Where it is.</summary>
    public required ActorNode Node { get; set; }

    /// <summary>An interrupt was sent to it and has not arrived.</summary>
    public bool IsInterruptUnderWay { get; set; }

    /// <summary>An interrupt has arrived and was not taken.</summary>
    public bool IsInterruptPending { get; set; }

    /// <summary>Its stores that are not in memory yet, oldest first.</summary>
    public List<BufferedStore> Buffer { get; } = [];

    /// <summary>Whether its code has run to the end.</summary>
    public bool IsFinished => Node.Next is null && Node.Failure is null;

    /// <summary>What the actor sees in a cell.</summary>
    public uint Read(int cell, uint[] memory)
    {
        for (var i = Buffer.Count - 1; i >= 0; i--)
        {
            if (Buffer[i].Cell == cell)
            {
                return Buffer[i].Value;
            }
        }

        return memory[cell];
    }
}
