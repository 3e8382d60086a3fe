using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Sidecar.Protocol.Explorer.Actors;

namespace Sidecar.Protocol.Explorer.Search;

/// <summary>
/// Visits every state that a scenario can reach, breadth first, so that the first violation found has a shortest trace. There are no cycles: every
/// operation makes its actor's history longer, so a search that ends has also shown that every run ends.
/// </summary>
public sealed class Searcher
{
    private readonly Scenario _scenario;
    private readonly ActorTree _tree;
    private readonly WorldSteps _rules;
    private readonly List<int[]> _states = [];
    private readonly List<(int From, Step Step)> _origins = [];
    private readonly Dictionary<int[], int> _numbers = new(StateComparer.Instance);
    private readonly List<(int From, int To)> _edges = [];
    private int _ends;

    private Searcher(Scenario scenario)
    {
        _scenario = scenario;
        _tree = new(scenario.Plain, scenario.Bodies);
        _rules = new(scenario, _tree);
    }

    /// <summary>Explores a scenario.</summary>
    public static Exploration Explore(Scenario scenario) => new Searcher(scenario).Run();

    private Exploration Run()
    {
        var start = _rules.Start();
        var violation = Settle(start);
        Add(start, -1, default);
        var at = 0;
        var steps = new List<Step>();
        for (; violation is null && at < _states.Count && _states.Count < _scenario.MaxStates; at++)
        {
            _rules.Find(Decode(at), steps);
            if (steps.Count == 0)
            {
                _ends++;
                violation = CheckEnd(Decode(at));
                if (violation is not null)
                {
                    return Report(violation, at);
                }
            }

            foreach (var step in steps)
            {
                var state = Decode(at);
                _rules.Take(state, step);
                var failure = Settle(state);
                var number = Add(state, at, step);
                _edges.Add((at, number));
                if (failure is not null)
                {
                    return Report(failure, number);
                }
            }
        }

        return Report(violation, 0, isComplete: violation is null && at == _states.Count);
    }

    private string? CheckEnd(WorldState state)
    {
        var blocked = Enumerable.Range(0, state.Actors.Length)
            .Where(i => !state.Actors[i].IsFinished)
            .Where(i => !(_scenario.IsServer(i) && state.Actors[i].Node.Next!.Value.Kind is OperationKind.Halt or OperationKind.Await or OperationKind.Die))
            .ToList();
        if (blocked.Count != 0)
        {
            return "nothing can happen any more, but " + string.Join(" and ", blocked.Select(Name)) + " still waits";
        }

        try
        {
            _scenario.CheckEnd(cell => state.Memory[cell]);
            return null;
        }
        catch (PropertyViolatedException exception)
        {
            return "at the end: " + exception.Message;
        }
    }

    /// <summary>Carries out everything private, and says what went wrong if something did.</summary>
    private string? Settle(WorldState state)
    {
        while (FailureIn(state) is null && _rules.TryFindPrivate(state, out var step))
        {
            _rules.Take(state, step);
        }

        return FailureIn(state);
    }

    private string? FailureIn(WorldState state)
    {
        foreach (var actor in state.Actors)
        {
            var failure = actor.Node.Depth > _scenario.MaxOperations ? "runs for ever" : actor.Node.Failure;
            if (failure is not null)
            {
                return Name(actor.Node.Actor) + ": " + failure;
            }
        }

        return null;
    }

    private Exploration Report(string? violation, int at, bool isComplete = false) => new(
        _states.Count, _edges.Count, _ends, CountInterleavings(), _tree.Count, isComplete, violation, violation is null ? [] : Trace(at));

    private double CountInterleavings()
    {
        // States are numbered in the order of their distance, but an edge may lead back to a lower number, so: topological order by open in-edges.
        var ways = new double[_states.Count];
        var open = new int[_states.Count];
        var first = new List<int>[_states.Count];
        foreach (var (from, to) in _edges)
        {
            open[to]++;
            (first[from] ??= []).Add(to);
        }

        ways[0] = 1;
        var ready = new Queue<int>([0]);
        double total = 0;
        while (ready.TryDequeue(out var state))
        {
            if (first[state] is not { } successors)
            {
                total += ways[state];
                continue;
            }

            foreach (var next in successors)
            {
                ways[next] += ways[state];
                if (--open[next] == 0)
                {
                    ready.Enqueue(next);
                }
            }
        }

        return total;
    }

    private List<string> Trace(int at)
    {
        var steps = new Stack<Step>();
        for (var state = at; _origins[state].From >= 0; state = _origins[state].From)
        {
            steps.Push(_origins[state].Step);
        }

        var teller = new TraceTeller(_scenario);
        var world = _rules.Start();
        var lines = new List<string>();
        TellPrivate();
        foreach (var step in steps)
        {
            Tell(step);
            TellPrivate();
        }

        lines.AddRange(world.Actors.Where(actor => !actor.IsFinished).Select(actor => "      " + teller.TellNext(actor)));
        return lines;

        void Tell(Step step)
        {
            var line = teller.Tell(world, step, out var returns);
            var value = _rules.Take(world, step);
            if (line.Length == 0)
            {
                return;
            }

            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{lines.Count + 1,4}. {line}") + (returns is null ? "" : " -> " + returns(value)));
        }

        void TellPrivate()
        {
            while (FailureIn(world) is null && _rules.TryFindPrivate(world, out var step))
            {
                Tell(step);
            }
        }
    }

    private string Name(int actor) => _scenario.ActorNames[actor];

    private WorldState Decode(int number) => WorldState.Decode(_states[number], _scenario.Cells.Count, _tree, _scenario.Bodies.Count);

    private int Add(WorldState state, int from, Step step)
    {
        var encoded = state.Encode();
        if (_numbers.TryGetValue(encoded, out var number))
        {
            return number;
        }

        number = _states.Count;
        _states.Add(encoded);
        _origins.Add((from, step));
        _numbers.Add(encoded, number);
        return number;
    }
}
