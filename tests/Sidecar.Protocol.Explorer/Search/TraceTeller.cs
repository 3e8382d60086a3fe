using System;
using System.Globalization;
using Sidecar.Protocol.Explorer.Actors;

namespace Sidecar.Protocol.Explorer.Search;

/// <summary>Tells a step as a person would.</summary>
/// <param name="scenario">Where the names are.</param>
public sealed class TraceTeller(Scenario scenario)
{
    /// <summary>Where an actor is at the end of a trace.</summary>
    public string TellNext(ActorState actor)
    {
        var name = scenario.ActorNames[actor.Node.Actor];
        return actor.Node.Next is { } next ? $"{name} is left where it {Tell(next, out _)}" : $"{name} is where it went wrong";
    }

    /// <summary>One step in words; empty for one that belongs to the scenario and not to the code under test.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="step">The step.</param>
    /// <param name="returns">Tells what the operation returned; null when it returns nothing worth telling.</param>
    public string Tell(WorldState state, Step step, out Func<uint, string>? returns)
    {
        returns = null;
        var actor = state.Actors[step.Actor];
        var name = scenario.ActorNames[step.Actor];
        switch (step.Kind)
        {
            case StepKind.Drain:
                var store = actor.Buffer[0];
                return store.Cell < 0
                    ? $"{name}'s plain writes ({Number((uint)scenario.Plain.SizeOf((int)store.Value))} bytes) reach memory"
                    : $"{name}'s store {scenario.Cells[store.Cell].Name} = {scenario.Cells[store.Cell].Describe(store.Value)} reaches memory";

            case StepKind.Arrive:
                return $"an interrupt arrives at {name}";

            case StepKind.Expire:
                return $"{name}'s time is up";

            case StepKind.Operate when actor.Node.Next is { Kind: OperationKind.Mark or OperationKind.Count }:
                return "";

            default:
                return $"{name}: {Tell(actor.Node.Next!.Value, out returns)}";
        }
    }

    private string Tell(Operation operation, out Func<uint, string>? returns)
    {
        var cell = operation.Cell < 0 ? null : scenario.Cells[operation.Cell];
        returns = operation.Kind switch
        {
            OperationKind.Load or OperationKind.Exchange or OperationKind.CompareExchange or OperationKind.Await => cell!.Describe,
            OperationKind.Choose or OperationKind.Now => Number,
            _ => null,
        };
        return operation.Kind switch
        {
            OperationKind.Load => $"loads {cell!.Name}",
            OperationKind.Store => $"stores {cell!.Name} = {cell.Describe(operation.Value)}",
            OperationKind.Exchange => $"exchanges {cell!.Name} for {cell.Describe(operation.Value)}",
            OperationKind.CompareExchange => $"exchanges {cell!.Name} for {cell.Describe(operation.Value)} if it is {cell.Describe(operation.Comparand)}",
            OperationKind.Fence => "fences",
            OperationKind.Interrupt => $"sends an interrupt to {Targets(operation.Value)}",
            OperationKind.Halt => "halts until an interrupt arrives",
            OperationKind.Window => "takes pending interrupts",
            OperationKind.Await => $"waits until {cell!.Name} is not {cell.Describe(operation.Value)}",
            OperationKind.AwaitInterrupt => "runs its guest until an interrupt is pending",
            OperationKind.Now => "reads the clock",
            OperationKind.Choose => "chooses",
            OperationKind.Count => $"counts {cell!.Name}",
            OperationKind.Mark => "goes on",
            _ => "dies",
        };
    }

    private string Targets(uint mask)
    {
        var names = new System.Collections.Generic.List<string>();
        for (var i = 0; i < scenario.ActorNames.Count; i++)
        {
            if (((mask >> i) & 1) != 0)
            {
                names.Add(scenario.ActorNames[i]);
            }
        }

        return names.Count == 0 ? "nobody" : string.Join(" and ", names);
    }

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);
}
