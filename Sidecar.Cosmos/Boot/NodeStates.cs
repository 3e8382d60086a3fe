using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Boot;

/// <summary>All nodes; as many as the parameters can name (openhcl.txt, MAX_NODES).</summary>
[InlineArray(Capacity)]
public struct NodeStates
{
    /// <summary>Most nodes there can be.</summary>
    public const int Capacity = 128;

    private NodeState _first;
}
