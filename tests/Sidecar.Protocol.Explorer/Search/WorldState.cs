using System.Collections.Generic;
using System.Linq;
using Sidecar.Protocol.Explorer.Actors;

namespace Sidecar.Protocol.Explorer.Search;

/// <summary>A state of the world: memory, clock, and every actor with its store buffer and interrupts.</summary>
public sealed class WorldState
{
    /// <summary>What the cells hold.</summary>
    public required uint[] Memory { get; init; }

    /// <summary>The actors.</summary>
    public required ActorState[] Actors { get; init; }

    /// <summary>What the plain memory holds.</summary>
    public int Page { get; set; }

    /// <summary>The clock, nanoseconds.</summary>
    public ulong Time { get; set; }

    /// <summary>How many times a bound may still be reached at any moment.</summary>
    public int Expiries { get; set; }

    /// <summary>The state as numbers, for comparing and keeping.</summary>
    public int[] Encode()
    {
        var numbers = new List<int>(8 + Memory.Length + (Actors.Length * 6)) { Page, (int)Time, (int)(Time >> 32), Expiries };
        numbers.AddRange(Memory.Select(value => (int)value));
        foreach (var actor in Actors)
        {
            numbers.Add(actor.Node.Id);
            // What is sent to an actor that is finished makes no difference.
            var flags = actor.IsFinished ? 0 : (actor.IsInterruptUnderWay ? 1 : 0) | (actor.IsInterruptPending ? 2 : 0);
            numbers.Add(flags | (actor.Buffer.Count << 2));
            foreach (var store in actor.Buffer)
            {
                numbers.Add(store.Cell);
                numbers.Add((int)store.Value);
            }
        }

        return [.. numbers];
    }

    /// <summary>The state that <see cref="Encode"/> made the numbers from.</summary>
    public static WorldState Decode(int[] numbers, int cells, ActorTree tree, int actors)
    {
        var state = new WorldState
        {
            Page = numbers[0],
            Time = (uint)numbers[1] | ((ulong)(uint)numbers[2] << 32),
            Expiries = numbers[3],
            Memory = new uint[cells],
            Actors = new ActorState[actors],
        };
        for (var i = 0; i < cells; i++)
        {
            state.Memory[i] = (uint)numbers[4 + i];
        }

        var at = 4 + cells;
        for (var i = 0; i < actors; i++)
        {
            var actor = new ActorState { Node = tree[numbers[at++]] };
            var flags = numbers[at++];
            actor.IsInterruptUnderWay = (flags & 1) != 0;
            actor.IsInterruptPending = (flags & 2) != 0;
            for (var count = flags >> 2; count > 0; count--)
            {
                actor.Buffer.Add(new(numbers[at], (uint)numbers[at + 1]));
                at += 2;
            }

            state.Actors[i] = actor;
        }

        return state;
    }
}
