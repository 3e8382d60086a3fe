using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Nodes;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Topology;
using Xunit;

namespace Sidecar.Boot.Tests.Nodes;

public sealed class NodeCutterTests
{
    private NodePlan _plan;

    [Theory]
    [InlineData("2", "0+2")]
    [InlineData("32", "0+32")]
    [InlineData("33", "0+17 17+16")]
    [InlineData("64", "0+32 32+32")]
    [InlineData("65", "0+22 22+22 44+21")]
    [InlineData("4 4", "0+4 4+4")]
    [InlineData("40 3", "0+20 20+20 40+3")]
    [InlineData("1 4", "1+4")]
    [InlineData("4 1 4", "0+4 5+4")]
    public void Examples(string numaNodes, string nodes)
    {
        Cut(Runs(numaNodes)).ShouldBe(CutProblem.None);
        Describe().ShouldBe(nodes);
    }

    [Fact]
    public void A_smaller_node_size_makes_more_nodes()
    {
        Cut(Runs("8"), nodeSize: 3).ShouldBe(CutProblem.None);
        Describe().ShouldBe("0+3 3+3 6+2");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1 1 1")]
    public void One_processor_a_NUMA_node_leaves_nothing_for_a_sidecar(string numaNodes)
        => Cut(Runs(numaNodes)).ShouldBe(CutProblem.OneProcessorEach);

    [Fact]
    public void A_node_whose_processors_the_host_starts_is_left_out()
    {
        Cut(Runs("4 4 4"), wanted: Set(1, 2, 3, 9)).ShouldBe(CutProblem.None);
        Describe().ShouldBe("0+4 8+4");
        Started(12).ShouldBe([1, 2, 3, 9]);
        (_plan.StartedCount, _plan.LeftOutCount).ShouldBe((4, 1));
    }

    [Fact]
    public void Base_VPs_are_never_the_sidecars()
    {
        Cut(Runs("4 4"), wanted: Set(0, 4, 5)).ShouldBe(CutProblem.None);
        Started(8).ShouldBe([5]);
        Describe().ShouldBe("4+4");
    }

    [Fact]
    public void The_host_may_start_everything() => Cut(Runs("4"), wanted: Set(0)).ShouldBe(CutProblem.NothingToStart);

    [Fact]
    public void There_is_room_for_128_nodes_and_not_for_129()
    {
        Cut(Runs("256"), nodeSize: 2).ShouldBe(CutProblem.None);
        _plan.Nodes.Length.ShouldBe(128);
        Cut(Runs("258"), nodeSize: 2).ShouldBe(CutProblem.TooManyNodes);
    }

    [Fact]
    public void Nodes_that_are_left_out_take_no_room()
        => Cut(Runs("258"), nodeSize: 2, wanted: Set([.. Enumerable.Range(2, 256)])).ShouldBe(CutProblem.None);

    [Fact]
    public void Chunks_are_equal_small_enough_in_order_and_cover_every_processor_once()
    {
        var machines = Gen.Choose(1, 90).NonEmptyListOf().Where(l => l.Count <= 20 && l.Any(n => n > 1));
        Prop.ForAll(machines.ToArbitrary(), Gen.Choose(16, 32).ToArbitrary(), (sizes, nodeSize) =>
        {
            var processors = Runs(string.Join(' ', sizes));
            Cut(processors, nodeSize).ShouldBe(CutProblem.None);

            var owners = new int[processors.Length];
            var previous = -1;
            foreach (var node in _plan.Nodes)
            {
                node.BaseVp.ShouldBeGreaterThan(previous);
                previous = node.BaseVp;
                node.VpCount.ShouldBeInRange(2, nodeSize);
                for (var vp = node.BaseVp; vp < node.BaseVp + node.VpCount; vp++)
                {
                    owners[vp]++;
                    processors[vp].NumaNode.ShouldBe(node.NumaNode);
                    _plan.Started.Contains(vp).ShouldBe(vp != node.BaseVp);
                }
            }

            // Whoever is in no node is alone in its chunk.
            owners.ShouldAllBe(n => n <= 1);
            owners.Count(n => n == 0).ShouldBe(_plan.LeftOutCount);

            foreach (var run in _plan.Nodes.ToArray().GroupBy(n => n.NumaNode))
            {
                var counts = run.Select(n => n.VpCount).ToArray();
                counts[..^1].Distinct().Count().ShouldBeLessThanOrEqualTo(1);
                counts[^1].ShouldBeLessThanOrEqualTo(counts[0]);
                // No more chunks than it takes.
                counts.Length.ShouldBeLessThanOrEqualTo((sizes[(int)run.Key] + nodeSize - 1) / nodeSize);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static Processor[] Runs(string sizes)
    {
        var processors = new List<Processor>();
        foreach (var (size, node) in sizes.Split(' ').Select((s, i) => (int.Parse(s, System.Globalization.CultureInfo.InvariantCulture), i)))
        {
            for (var i = 0; i < size; i++)
            {
                processors.Add(new Processor { ApicId = (uint)processors.Count, NumaNode = (uint)node });
            }
        }

        return [.. processors];
    }

    private static ProcessorSet Set(params int[] numbers)
    {
        var set = default(ProcessorSet);
        foreach (var number in numbers)
        {
            set.Add(number);
        }

        return set;
    }

    private CutProblem Cut(Processor[] processors, int nodeSize = 32, ProcessorSet? wanted = null)
    {
        var all = default(ProcessorSet);
        all.AddFirst(processors.Length);
        return NodeCutter.Cut(processors, nodeSize, wanted ?? all, ref _plan);
    }

    private string Describe() => string.Join(' ', _plan.Nodes.ToArray().Select(n => $"{n.BaseVp}+{n.VpCount}"));

    private int[] Started(int count) => Enumerable.Range(0, count).Where(i => _plan.Started.Contains(i)).ToArray();
}
