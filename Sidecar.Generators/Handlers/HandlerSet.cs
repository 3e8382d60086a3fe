using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Sidecar.Generators.Handlers;

/// <summary>All handlers of an assembly together: ordered by number, with each state type's place in a VP's state block.</summary>
/// <param name="Handlers">The usable handlers, by number.</param>
/// <param name="States">Each state type once, in the order of the first handler that uses it.</param>
/// <param name="StateSize">Bytes of all states, a multiple of 16.</param>
internal sealed record HandlerSet(EquatableArray<HandlerModel> Handlers, EquatableArray<StateBlock> States, long StateSize)
{
    private const int StateAlignment = 16;

    /// <summary>Puts the handlers in order. Of two that claim the same number or name, the first in the source wins.</summary>
    public static HandlerSet Of(IEnumerable<HandlerModel> models)
    {
        var handlers = new List<HandlerModel>();
        foreach (var model in models)
        {
            if (handlers.All(h => h.Number != model.Number && h.Name != model.Name))
            {
                handlers.Add(model);
            }
        }

        handlers.Sort((a, b) => a.Number.CompareTo(b.Number));
        var states = new List<StateBlock>();
        var next = 0L;
        foreach (var state in handlers.Select(h => h.State).Where(s => s is not null))
        {
            if (states.All(s => s.Type != state!.Type))
            {
                states.Add(new StateBlock(state!.Type, next));
                next += (state.Size + StateAlignment - 1L) / StateAlignment * StateAlignment;
            }
        }

        return new HandlerSet(new EquatableArray<HandlerModel>(handlers), new EquatableArray<StateBlock>(states), next);
    }

    /// <summary>What is wrong with the handlers taken together.</summary>
    /// <param name="candidates">All handlers in the order of the source.</param>
    /// <param name="stateCapacity">Bytes of state that a VP has room for.</param>
    public static IEnumerable<DiagnosticInfo> Problems(ImmutableArray<HandlerCandidate> candidates, long stateCapacity)
    {
        var accepted = new List<HandlerModel>();
        foreach (var (model, place) in candidates.Where(c => c.Model is not null).Select(c => (c.Model!, c.Place)))
        {
            if (accepted.Find(h => h.Number == model.Number) is { } sameNumber)
            {
                var free = NextFree(model.Number, candidates);
                yield return DiagnosticInfo.Create(HandlerDiagnostics.NumberTaken, place, model.Name, Hex(model.Number), sameNumber.Name, Hex(free));
            }
            else if (accepted.Find(h => h.Name == model.Name) is { } sameName)
            {
                yield return DiagnosticInfo.Create(HandlerDiagnostics.NameTaken, place, model.Name, Hex(model.Number), Hex(sameName.Number));
            }
            else
            {
                var before = Of(accepted).StateSize;
                accepted.Add(model);
                var size = Of(accepted).StateSize;
                if (before <= stateCapacity && size > stateCapacity)
                {
                    yield return DiagnosticInfo.Create(HandlerDiagnostics.StateTooLarge, place, model.Name, model.State!.Type.Replace("global::", ""), Decimal(size), Decimal(stateCapacity));
                }
            }
        }
    }

    private static uint NextFree(uint number, ImmutableArray<HandlerCandidate> candidates)
    {
        while (candidates.Any(c => c.Model?.Number == number))
        {
            number++;
        }

        return number;
    }

    private static string Hex(uint number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    private static string Decimal(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where the state of one type lies in a VP's state block.</summary>
/// <param name="Type">Fully qualified name.</param>
/// <param name="Offset">Bytes from the start of the block, a multiple of 16.</param>
internal sealed record StateBlock(string Type, long Offset);
