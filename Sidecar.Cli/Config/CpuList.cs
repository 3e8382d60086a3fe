using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Sidecar.Cli.Config;

/// <summary>A list of CPUs as Linux writes it: <c>0-3,8</c>.</summary>
public sealed class CpuList : IEquatable<CpuList>
{
    private readonly ImmutableArray<(int First, int Last)> _ranges;

    private CpuList(ImmutableArray<(int First, int Last)> ranges) => _ranges = ranges;

    /// <summary>No CPU.</summary>
    public static CpuList Empty { get; } = new([]);

    /// <summary>Whether there is no CPU in it.</summary>
    public bool IsEmpty => _ranges.IsEmpty;

    /// <summary>The ranges, ends included, ascending, without overlap.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    /// <summary>Each CPU, ascending.</summary>
    public IEnumerable<int> Cpus => _ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1));

    /// <summary>The CPUs from <paramref name="first"/> on; none when <paramref name="count"/> is 0.</summary>
    public static CpuList Run(int first, int count) => count == 0 ? Empty : new([(first, first + count - 1)]);

    /// <summary>Reads a list. False for anything but ascending numbers and ranges, separated by commas, each below <paramref name="limit"/>.</summary>
    public static bool TryParse(string text, int limit, out CpuList list)
    {
        list = Empty;
        if (text.Length == 0)
        {
            return true;
        }

        var ranges = ImmutableArray.CreateBuilder<(int First, int Last)>();
        var previous = -1;
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], limit, out var first) || !TryNumber(ends[^1], limit, out var last) || first <= previous || last < first)
            {
                return false;
            }

            ranges.Add((first, last));
            previous = last;
        }

        list = new(ranges.ToImmutable());
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(CpuList? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CpuList);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The list as <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => string.Join(
        ',',
        _ranges.Select(range => range.First == range.Last
            ? range.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));

    private static bool TryNumber(string text, int limit, out int value)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < limit;
}
