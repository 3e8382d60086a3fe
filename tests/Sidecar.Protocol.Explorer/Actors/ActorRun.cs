using System;
using System.Collections.Generic;

namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>
/// One execution of an actor's code: it is fed what it has read before and taken off the stack at the first operation that is new. The code under test
/// reaches the run through <see cref="Current"/>, since shared memory and machine are static interfaces.
/// </summary>
public sealed class ActorRun
{
    [ThreadStatic]
    private static ActorRun? current;

    private readonly PlainMemory _memory;
    private readonly List<ActorNode> _history;
    private int _position;

    private ActorRun(PlainMemory memory, List<ActorNode> history)
    {
        _memory = memory;
        _history = history;
    }

    /// <summary>The run whose code is on this thread's stack.</summary>
    public static ActorRun Current => current ?? throw new InvalidOperationException("shared memory was touched outside an actor's code");

    /// <summary>Runs <paramref name="body"/> up to the point after <paramref name="node"/> and fills that node in.</summary>
    /// <param name="memory">The plain memory that actors share.</param>
    /// <param name="body">The actor's code.</param>
    /// <param name="node">The point to continue from.</param>
    public static void Execute(PlainMemory memory, Action body, ActorNode node)
    {
        var history = new List<ActorNode>();
        for (var at = node; at is not null; at = at.Parent)
        {
            history.Add(at);
        }

        history.Reverse();
        var run = new ActorRun(memory, history);
        memory.Load(history[0].Page);
        current = run;
        try
        {
            body();
        }
        catch (ActorSuspendedException)
        {
            // The node holds what it asked for.
        }
        catch (Exception exception) when (exception is PropertyViolatedException or InvalidOperationException or NotSupportedException or IndexOutOfRangeException)
        {
            node.Failure = exception.Message;
        }
        finally
        {
            current = null;
        }

        node.Patch = memory.PatchSince(node.Page);
    }

    /// <summary>What an operation returns; does not return when that is not known yet.</summary>
    public uint Perform(Operation operation)
    {
        if (_position == _history.Count - 1)
        {
            _history[_position].Next = operation;
            throw new ActorSuspendedException();
        }

        _position++;
        var step = _history[_position];
        _memory.Load(step.Page);
        return step.Value;
    }
}
