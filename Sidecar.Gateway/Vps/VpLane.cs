using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Gateway.Handlers;

namespace Sidecar.Gateway.Vps;

/// <summary>One VP as the gateway uses it: at most one call at a time, and what is counted of it. What is about its place in the pool is the pool's, under its lock.</summary>
internal sealed class VpLane
{
    private long _requests;
    private long _errors;
    private HandlerInfo? _lastHandler;

    public VpLane(SidecarVp vp)
    {
        Vp = vp;
        IdleNode = new LinkedListNode<VpLane>(this);
    }

    /// <summary>The VP.</summary>
    public SidecarVp Vp { get; }

    /// <summary>Commands that were given.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Commands that failed, by the handler or by the VP.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>The handler that runs here, or ran last; null when none did.</summary>
    public HandlerInfo? LastHandler => Volatile.Read(ref _lastHandler);

    /// <summary>Its place among the VPs that are idle, in a list while it is.</summary>
    public LinkedListNode<VpLane> IdleNode { get; }

    /// <summary>Calls that wait for this VP and no other, in their order.</summary>
    public LinkedList<VpWaiter> Pinned { get; } = new();

    /// <summary>Whether a call has it.</summary>
    public bool IsLeased { get; set; }

    /// <summary>Why it takes no calls.</summary>
    public Absence Absence { get; set; }

    /// <summary>Whether its CPU is being given to Linux: it takes no call until that is over.</summary>
    public bool IsConverting { get; set; }

    /// <summary>Completed when the call that has it has returned it; null when nobody wants to know.</summary>
    public TaskCompletionSource? Returned { get; set; }

    /// <summary>A command begins.</summary>
    public void NoteBegin(HandlerInfo handler) => Volatile.Write(ref _lastHandler, handler);

    /// <summary>It is over, and counts.</summary>
    public void NoteEnd() => Interlocked.Increment(ref _requests);

    /// <summary>Counts one that failed.</summary>
    public void NoteError() => Interlocked.Increment(ref _errors);
}
