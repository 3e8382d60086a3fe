using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Monitor.Scenarios;
using Xunit;

namespace Sidecar.Monitor.Tests.Scenarios;

/// <summary>The bench's measurements.</summary>
public class FiguresTests
{
    [Fact]
    public void Least_and_median_are_those_of_the_sorted_list()
        => Prop.ForAll(Gen.Choose(0, int.MaxValue).NonEmptyListOf().ToArbitrary(), values =>
        {
            var figures = default(Figures);
            foreach (var value in values)
            {
                figures.Add((ulong)value);
            }

            var kept = values.Take(Figures.Capacity).Order().ToList();
            figures.Count.ShouldBe(kept.Count);
            figures.Least.ShouldBe((ulong)kept[0]);
            figures.Median.ShouldBe((ulong)kept[kept.Count / 2]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_does_not_fit_is_left_out()
    {
        var figures = default(Figures);
        for (var i = 0; i < 2 * Figures.Capacity; i++)
        {
            figures.Add((ulong)i);
        }

        figures.Count.ShouldBe(Figures.Capacity);
        figures.Median.ShouldBe(50UL);
    }
}
