using System;
using System.Collections.Generic;

namespace Sidecar.Protocol.Explorer.Actors;

/// <summary>Numbers values by their contents: equal values get equal numbers.</summary>
/// <typeparam name="T">An array type.</typeparam>
/// <param name="comparer">Compares contents.</param>
public sealed class Interner<T>(IEqualityComparer<T> comparer)
    where T : class, ICloneable
{
    private readonly Dictionary<T, int> _numbers = new(comparer);
    private readonly List<T> _values = [];

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>The value of a number. Not to be written to.</summary>
    public T this[int number] => _values[number];

    /// <summary>The number of a value, which is copied if it is new.</summary>
    public int Add(T value)
    {
        if (_numbers.TryGetValue(value, out var number))
        {
            return number;
        }

        var copy = (T)value.Clone();
        number = _values.Count;
        _values.Add(copy);
        _numbers.Add(copy, number);
        return number;
    }
}
