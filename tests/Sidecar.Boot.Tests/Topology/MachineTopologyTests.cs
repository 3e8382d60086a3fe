using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Topology;
using Xunit;

namespace Sidecar.Boot.Tests.Topology;

public sealed class MachineTopologyTests
{
    private MachineTopology _topology;

    [Fact]
    public void Processors_come_in_the_order_of_APIC_ids()
    {
        Order(boot: 1, (9, 0), (1, 0), (5, 0)).ShouldBe([1u, 5, 9]);
        _topology.NumaNodeCount.ShouldBe(1);
    }

    [Fact]
    public void The_boot_processor_is_VP_0_and_its_NUMA_node_the_first()
    {
        Order(boot: 6, (0, 0), (2, 0), (4, 1), (6, 1), (8, 2)).ShouldBe([6u, 4, 0, 2, 8]);
        _topology.NumaNodeCount.ShouldBe(3);
    }

    [Fact]
    public void Interleaved_NUMA_nodes_are_kept_together()
        => Order(boot: 0, (0, 5), (1, 3), (2, 5), (3, 3)).ShouldBe([0u, 2, 1, 3]);

    [Fact]
    public void A_boot_processor_that_is_not_listed()
    {
        _topology.TryAddProcessor(1).ShouldBeTrue();
        _topology.Order(0).ShouldBeFalse();
    }

    [Fact]
    public void Limit_keeps_the_first()
    {
        _ = Order(boot: 0, (0, 0), (1, 0), (2, 1));
        _topology.Limit(2);
        _topology.Processors.ToArray().Select(p => p.ApicId).ShouldBe([0u, 1]);
        _topology.NumaNodeCount.ShouldBe(1);
        _topology.Limit(9);
        _topology.Processors.Length.ShouldBe(2);
    }

    [Fact]
    public void Whatever_the_firmware_says_every_processor_is_there_once_in_runs_of_NUMA_nodes()
    {
        var machines = Gen.Choose(0, 400).Two().Select(t => (Id: (uint)t.Item1, Node: (uint)t.Item2 % 7)).NonEmptyListOf();
        Prop.ForAll(machines.ToArbitrary(), list =>
        {
            var processors = list.DistinctBy(p => p.Id).ToArray();
            var boot = processors[^1];
            var ids = Order(boot.Id, processors);
            ids[0].ShouldBe(boot.Id);
            ids.Order().ShouldBe(processors.Select(p => p.Id).Order());

            var nodes = _topology.Processors.ToArray().Select(p => p.NumaNode).ToArray();
            var runs = nodes.Where((n, i) => i == 0 || nodes[i - 1] != n).ToArray();
            runs.ShouldBe(runs.Distinct());
            runs.Length.ShouldBe(_topology.NumaNodeCount);
            foreach (var node in runs)
            {
                var inNode = ids.Where((_, i) => nodes[i] == node && i > 0).ToArray();
                inNode.ShouldBe(inNode.Order());
            }
        }).QuickCheckThrowOnFailure();
    }

    private uint[] Order(uint boot, params (uint Id, uint Node)[] processors)
    {
        _topology = default;
        foreach (var (id, node) in processors)
        {
            _topology.TryAddProcessor(id).ShouldBeTrue();
            _topology.SetNumaNode(id, node);
        }

        _topology.Order(boot).ShouldBeTrue();
        return _topology.Processors.ToArray().Select(p => p.ApicId).ToArray();
    }
}
