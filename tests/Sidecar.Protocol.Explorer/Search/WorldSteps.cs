using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.Protocol.Explorer.Actors;

namespace Sidecar.Protocol.Explorer.Search;

/// <summary>The rules of the world: which steps a state allows and what they do. Memory is x86's: total store order.</summary>
/// <param name="scenario">What is explored.</param>
/// <param name="tree">The actors' points.</param>
public sealed class WorldSteps(Scenario scenario, ActorTree tree)
{
    /// <summary>The state in which everything begins.</summary>
    public WorldState Start()
    {
        var page = scenario.Plain.Save();
        var state = new WorldState
        {
            Memory = [.. scenario.Cells.Select(cell => cell.Initial)],
            Page = page,
            Expiries = scenario.Time == TimePassing.Anytime ? scenario.Expiries : 0,
            Actors = [.. Enumerable.Range(0, scenario.Bodies.Count).Select(actor => new ActorState { Node = tree.Root(actor, scenario.Plain.View(page, scenario.PlainRegionsOf(actor, OperationKind.Mark))) })],
        };
        foreach (var actor in state.Actors)
        {
            Write(state, actor);
        }

        return state;
    }

    /// <summary>
    /// An operation that nobody notices and that nothing others do can change: to try it at once is enough, and what lies between is no state of its own.
    /// </summary>
    public bool TryFindPrivate(WorldState state, out Step step)
    {
        for (byte i = 0; i < state.Actors.Length; i++)
        {
            if (state.Actors[i].Node is { Failure: null, Next: { } operation } && IsPrivate(state.Actors[i], operation))
            {
                step = new(StepKind.Operate, i);
                return true;
            }
        }

        step = default;
        return false;
    }

    /// <summary>What can happen next, into <paramref name="steps"/>.</summary>
    public void Find(WorldState state, List<Step> steps)
    {
        steps.Clear();
        // Once those whom they serve are finished, what servers still do no longer meets: one order will do.
        var onlyServers = state.Actors.All(actor => scenario.IsServer(actor.Node.Actor) || (actor.IsFinished && actor.Buffer.Count == 0));
        for (byte i = 0; i < state.Actors.Length; i++)
        {
            var actor = state.Actors[i];
            if (actor.Node.Next is { } next && IsEnabled(state, actor, next))
            {
                var choices = next.Kind == OperationKind.Choose ? next.Value : 1;
                for (uint choice = 0; choice < choices; choice++)
                {
                    steps.Add(new(StepKind.Operate, i, choice));
                }
            }

            if (actor.Buffer.Count != 0)
            {
                steps.Add(new(StepKind.Drain, i));
            }

            if (actor.IsInterruptUnderWay && !actor.IsFinished)
            {
                steps.Add(new(StepKind.Arrive, i));
            }

            if (onlyServers && steps.Count != 0)
            {
                return;
            }

            if (state.Expiries != 0 && CanExpire(state, actor))
            {
                steps.Add(new(StepKind.Expire, i));
            }
        }

        if (steps.Count == 0 && scenario.Time == TimePassing.WhenStuck)
        {
            AddEarliestDeadline(state, steps);
        }
    }

    /// <summary>Carries a step out. Returns the value that the operation returned to its actor, 0 for other steps.</summary>
    public uint Take(WorldState state, Step step)
    {
        var actor = state.Actors[step.Actor];
        switch (step.Kind)
        {
            case StepKind.Drain:
                Drain(state, actor);
                return 0;

            case StepKind.Arrive:
                actor.IsInterruptUnderWay = false;
                actor.IsInterruptPending = true;
                return 0;

            case StepKind.Expire:
                state.Time = Math.Max(state.Time, actor.Node.Next!.Value.Deadline);
                state.Expiries = Math.Max(0, state.Expiries - 1);
                return 0;

            default:
                var value = Operate(state, actor, actor.Node.Next!.Value, step.Choice);
                actor.Node = tree.Child(actor.Node, value, View(state, actor));
                Write(state, actor);
                return value;
        }
    }

    /// <summary>The plain memory as an actor sees it after its operation.</summary>
    private int View(WorldState state, ActorState actor)
    {
        var page = state.Page;
        foreach (var store in actor.Buffer)
        {
            page = store.Cell < 0 ? scenario.Plain.Apply(page, (int)store.Value) : page;
        }

        return scenario.Plain.View(page, scenario.PlainRegionsOf(actor.Node.Actor, actor.Node.Next!.Value.Kind));
    }

    private uint Operate(WorldState state, ActorState actor, Operation operation, uint choice)
    {
        switch (operation.Kind)
        {
            case OperationKind.Load:
                return actor.Read(operation.Cell, state.Memory);

            case OperationKind.Store when scenario.Cells[operation.Cell].IsShared:
                Buffer(actor, operation.Cell, operation.Value);
                return 0;

            case OperationKind.Store:
                state.Memory[operation.Cell] = operation.Value;
                return 0;

            case OperationKind.Count:
                state.Memory[operation.Cell]++;
                return 0;

            case OperationKind.Exchange or OperationKind.CompareExchange:
                var before = state.Memory[operation.Cell];
                if (operation.Kind == OperationKind.Exchange || before == operation.Comparand)
                {
                    state.Memory[operation.Cell] = operation.Value;
                }

                return before;

            case OperationKind.Interrupt:
                foreach (var target in state.Actors)
                {
                    var isTarget = ((operation.Value >> target.Node.Actor) & 1) != 0;
                    target.IsInterruptUnderWay |= isTarget && scenario.InterruptsArriveLate;
                    target.IsInterruptPending |= isTarget && !scenario.InterruptsArriveLate;
                }

                return 0;

            case OperationKind.Halt or OperationKind.Window:
                actor.IsInterruptPending = false;
                return 0;

            case OperationKind.Await:
                actor.IsInterruptPending &= operation.Comparand == 0;
                return actor.Read(operation.Cell, state.Memory);

            case OperationKind.Now:
                return (uint)state.Time;

            case OperationKind.Choose:
                return choice;

            default:
                return 0;
        }
    }

    private bool IsPrivate(ActorState actor, Operation operation) => operation.Kind switch
    {
        OperationKind.Load or OperationKind.Store => !scenario.Cells[operation.Cell].IsShared,
        OperationKind.Exchange or OperationKind.CompareExchange => !scenario.Cells[operation.Cell].IsShared && actor.Buffer.Count == 0,
        OperationKind.Fence => actor.Buffer.Count == 0,
        OperationKind.Mark or OperationKind.Count => true,
        // While the clock only moves when everybody waits, reading it can be done at any moment.
        OperationKind.Now => scenario.Time != TimePassing.Anytime,
        _ => false,
    };

    private static bool IsEnabled(WorldState state, ActorState actor, Operation operation) => operation.Kind switch
    {
        OperationKind.Exchange or OperationKind.CompareExchange or OperationKind.Fence => actor.Buffer.Count == 0,
        OperationKind.Halt => actor.IsInterruptPending || operation.Deadline <= state.Time,
        OperationKind.Await => actor.Read(operation.Cell, state.Memory) != operation.Value || (operation.Comparand != 0 && actor.IsInterruptPending),
        OperationKind.AwaitInterrupt => actor.IsInterruptPending,
        OperationKind.Die => false,
        _ => true,
    };

    private static bool CanExpire(WorldState state, ActorState actor)
        => actor.Node.Next is { Kind: OperationKind.Halt } operation && operation.Deadline != ulong.MaxValue && operation.Deadline > state.Time;

    private static void AddEarliestDeadline(WorldState state, List<Step> steps)
    {
        var waiting = Enumerable.Range(0, state.Actors.Length).Where(i => CanExpire(state, state.Actors[i])).ToList();
        if (waiting.Count != 0)
        {
            steps.Add(new(StepKind.Expire, (byte)waiting.MinBy(i => state.Actors[i].Node.Next!.Value.Deadline)));
        }
    }

    /// <summary>What the actor wrote plainly after its last operation.</summary>
    private void Write(WorldState state, ActorState actor)
    {
        if (scenario.PlainStoresAreBuffered)
        {
            Buffer(actor, -1, (uint)actor.Node.Patch);
        }
        else
        {
            state.Page = scenario.Plain.Apply(state.Page, actor.Node.Patch);
        }
    }

    private static void Buffer(ActorState actor, int cell, uint value)
    {
        if (cell >= 0 || value != 0)
        {
            actor.Buffer.Add(new(cell, value));
        }
    }

    private void Drain(WorldState state, ActorState actor)
    {
        var store = actor.Buffer[0];
        actor.Buffer.RemoveAt(0);
        if (store.Cell >= 0)
        {
            state.Memory[store.Cell] = store.Value;
        }
        else
        {
            state.Page = scenario.Plain.Apply(state.Page, (int)store.Value);
        }
    }
}
