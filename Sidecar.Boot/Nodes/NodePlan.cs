using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sidecar.Boot.Processors;

namespace Sidecar.Boot.Nodes;

/// <summary>How the processors are cut into sidecar nodes.</summary>
public struct NodePlan
{
    /// <summary>Nodes that the parameters have room for (openhcl.txt, MAX_NODES).</summary>
    public const int MaxNodes = 128;

    /// <summary>VPs that the sidecar starts: never a base VP, never one of a node that is left out.</summary>
    public ProcessorSet Started;

    /// <summary>Number of VPs in <see cref="Started"/>.</summary>
    public int StartedCount;

    /// <summary>Nodes that are left out because the sidecar would start none of their VPs.</summary>
    public int LeftOutCount;

    private NodeBuffer _nodes;
    private int _count;

    /// <summary>The nodes, by base VP.</summary>
    [UnscopedRef]
    public Span<PlannedNode> Nodes => ((Span<PlannedNode>)_nodes)[.._count];

    /// <summary>Adds a node; false when there is no room.</summary>
    public bool TryAdd(PlannedNode node)
    {
        if (_count == MaxNodes)
        {
            return false;
        }

        _nodes[_count++] = node;
        return true;
    }

    [InlineArray(MaxNodes)]
    private struct NodeBuffer
    {
        private PlannedNode _first;
    }
}
