using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Sidecar.Protocol.Explorer.Search;

/// <summary>Compares encoded states by their contents.</summary>
public sealed class StateComparer : IEqualityComparer<int[]>
{
    /// <summary>The one there need be.</summary>
    public static StateComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(int[] obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
        return hash.ToHashCode();
    }
}
