using System;
using System.Collections.Generic;

namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>
/// All points that the actors of a scenario have been found at. Each is computed once, by running the actor's real code from its start on what it has read; the
/// search then only walks between points.
/// </summary>
/// <param name="memory">The plain memory that actors share.</param>
/// <param name="bodies">The actors' code. It must start from the same local state every time it is called.</param>
public sealed class ActorTree(PlainMemory memory, IReadOnlyList<Action> bodies)
{
    private readonly List<ActorNode> _nodes = [];
    private readonly Dictionary<(int Parent, uint Value, int Page), ActorNode> _children = [];
    private readonly Dictionary<(int Actor, Operation Next, int Patch), ActorNode> _known = [];

    /// <summary>How many points there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>A point by number.</summary>
    public ActorNode this[int id] => _nodes[id];

    /// <summary>An actor's first point.</summary>
    /// <param name="actor">Which.</param>
    /// <param name="page">The plain memory at the start.</param>
    public ActorNode Root(int actor, int page) => Add(actor, null, 0, page);

    /// <summary>The point after the operation of <paramref name="parent"/> returned <paramref name="value"/> and the plain memory was <paramref name="page"/>.</summary>
    public ActorNode Child(ActorNode parent, uint value, int page)
    {
        if (!_children.TryGetValue((parent.Id, value, page), out var child))
        {
            child = Add(parent.Actor, parent, value, page);
            _children.Add((parent.Id, value, page), child);
        }

        return child;
    }

    private ActorNode Add(int actor, ActorNode? parent, uint value, int page)
    {
        var node = new ActorNode { Id = _nodes.Count, Actor = actor, Parent = parent, Value = value, Page = page, Depth = parent is null ? 0 : parent.Depth + 1 };
        ActorRun.Execute(memory, bodies[actor], node);
        if (node.Next is { LocalState: not 0 } next)
        {
            var key = (actor, next, node.Patch);
            if (_known.TryGetValue(key, out var same))
            {
                return same;
            }

            _known.Add(key, node);
        }

        _nodes.Add(node);
        return node;
    }
}
