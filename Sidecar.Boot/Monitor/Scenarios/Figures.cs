using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Measurements of one thing, kept in order of size.</summary>
public struct Figures
{
    /// <summary>Measurements that are kept, an odd number so that there is a middle one.</summary>
    public const int Capacity = 101;

    private Values _values;
    private int _count;

    /// <summary>Number of measurements.</summary>
    public readonly int Count => _count;

    /// <summary>The smallest.</summary>
    public readonly ulong Least => _values[0];

    /// <summary>The one in the middle.</summary>
    public readonly ulong Median => _values[_count / 2];

    [UnscopedRef]
    private Span<ulong> Kept => ((Span<ulong>)_values)[.._count];

    /// <summary>Adds a measurement; beyond <see cref="Capacity"/> it is left out.</summary>
    public void Add(ulong value)
    {
        if (_count == Capacity)
        {
            return;
        }

        _count++;
        var kept = Kept;
        var place = _count - 1;
        for (; place > 0 && kept[place - 1] > value; place--)
        {
            kept[place] = kept[place - 1];
        }

        kept[place] = value;
    }

    /// <summary>Starts over.</summary>
    public void Clear() => _count = 0;

    [InlineArray(Capacity)]
    private struct Values
    {
        private ulong _first;
    }
}
