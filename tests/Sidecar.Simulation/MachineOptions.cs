using System;
using System.Collections.Generic;
using Sidecar.Protocol.Extension;

namespace Sidecar.Simulation;

/// <summary>What machine to build and what to tell the kernel.</summary>
public sealed record MachineOptions
{
    /// <summary>The nodes.</summary>
    public required IReadOnlyList<NodeShape> Nodes { get; init; }

    /// <summary>Whether there is a hypervisor; else VPs start by the wake-up mailbox.</summary>
    public bool Hypervisor { get; init; }

    /// <summary>Whether the kernel may write its log.</summary>
    public bool Logging { get; init; }

    /// <summary>Whether the parameters have an extension block. Without one and without a hypervisor no VP can be started.</summary>
    public bool Extension { get; init; } = true;

    /// <summary>How VPs wait.</summary>
    public IdleMode IdleMode { get; init; }

    /// <summary>Pages of handler state a VP.</summary>
    public uint HandlerStatePages { get; init; }

    /// <summary>Pages of trace ring a VP.</summary>
    public uint TracePages { get; init; } = 2;

    /// <summary>Which VPs the sidecar starts, by OpenHCL's array; null for no array.</summary>
    public Func<uint, bool>? InitialState { get; init; }

    /// <summary>Which VPs the sidecar starts, by the extension's bitmap; null for no bitmap.</summary>
    public Func<uint, bool>? StartOverrides { get; init; }

    /// <summary>Nodes of the given numbers of VPs, one after the other from VP 0.</summary>
    public static IReadOnlyList<NodeShape> Consecutive(params ReadOnlySpan<uint> vpCounts)
    {
        var nodes = new List<NodeShape>();
        var next = 0u;
        foreach (var count in vpCounts)
        {
            nodes.Add(new NodeShape(next, count));
            next += count;
        }

        return nodes;
    }
}
