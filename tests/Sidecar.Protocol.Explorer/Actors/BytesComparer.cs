using System;
using System.Collections.Generic;

namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>Compares byte arrays by their contents.</summary>
public sealed class BytesComparer : IEqualityComparer<byte[]>
{
    /// <summary>The one there need be.</summary>
    public static BytesComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(byte[] obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
