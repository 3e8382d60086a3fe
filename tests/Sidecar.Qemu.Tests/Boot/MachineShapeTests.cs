using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Config;
using Sidecar.Qemu.Tests.Machine;
using Xunit;

namespace Sidecar.Qemu.Tests.Boot;

/// <summary>From two CPUs to 64, in NUMA nodes of every kind.</summary>
public class MachineShapeTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(6, 2)]
    [InlineData(8, 1)]
    [InlineData(33, 1)]
    [InlineData(33, 2)]
    [InlineData(64, 1)]
    [InlineData(64, 2)]
    public async Task Tour_passes(int cpus, int nodes)
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("tour", cpus, nodes))).ShouldPass();
        boot.Report.Machine!.Cpus.ShouldBe(cpus);
        var baseVps = boot.Report.Nodes.Values.Select(node => node.BaseVp).ToList();
        boot.StartedVps.ShouldBe(Enumerable.Range(0, cpus).Except(baseVps));
        boot.Console.ShouldContain($"boot: boot_cpus={string.Join(',', baseVps)}");
    }

    [Theory]
    [InlineData(33, 8, "0+7 7+7 14+7 21+7 28+5")]
    [InlineData(33, 32, "0+17 17+16")]
    [InlineData(8, 2, "0+2 2+2 4+2 6+2")]
    [InlineData(3, 2, "0+2")]
    [InlineData(64, 32, "0+32 32+32")]
    public async Task A_NUMA_node_is_cut_into_equal_nodes(int cpus, int nodeSize, string expected)
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("start", cpus, 1) with { Sidecar = new() { NodeSize = nodeSize } })).ShouldPass();
        Nodes(boot).ShouldBe(expected);
    }

    [Fact]
    public async Task A_NUMA_node_without_CPUs_gets_no_sidecar_node()
    {
        var boot = await BootAsync(Shape.Placed(("0-3", 256), ("", 256), ("4-7", 256)));
        Nodes(boot).ShouldBe("0+4 4+4");
    }

    [Fact]
    public async Task A_NUMA_node_without_memory_takes_it_from_another()
    {
        var boot = await BootAsync(Shape.Placed(("0-3", 512), ("4-7", 0)));
        Nodes(boot).ShouldBe("0+4 4+4");
        boot.Console.ShouldContain(line => line.StartsWith("boot: node 1: VPs 4-7 of NUMA node 1, ", System.StringComparison.Ordinal)
            && line.EndsWith(", of NUMA node 0 because its own has no room", System.StringComparison.Ordinal));
    }

    [Fact]
    public async Task CPUs_of_a_NUMA_node_need_not_follow_one_another()
    {
        // VPs are numbered so that those of a NUMA node are together, the boot processor's first.
        var boot = await BootAsync(Shape.Placed(("0,2,4,6", 256), ("1,3,5,7", 256)));
        Nodes(boot).ShouldBe("0+4 4+4");
        boot.Report.Vps.Values.Select(vp => (int)vp.ApicId).ShouldBe([0, 2, 4, 6, 1, 3, 5, 7]);
    }

    [Fact]
    public async Task The_boot_processor_may_be_in_the_last_NUMA_node()
    {
        var boot = await BootAsync(Shape.Placed(("4-7", 256), ("0-3", 256)));
        boot.Report.Vps[0].ApicId.ShouldBe(0u);
        Nodes(boot).ShouldBe("0+4 4+4");
    }

    [Fact]
    public async Task A_NUMA_node_of_one_CPU_is_left_to_the_host()
    {
        var boot = await BootAsync(Shape.Placed(("0-3", 256), ("4", 256), ("5-7", 256)));
        Nodes(boot).ShouldBe("0+4 5+3");
        boot.Console.ShouldContain("boot: boot_cpus=0,4,5");
    }

    [Fact]
    public async Task APIC_ids_may_have_gaps()
    {
        // Three CPUs a socket take four APIC ids.
        var boot = await BootAsync(new() { Cpus = 12, Sockets = 4, Nodes = 2 });
        boot.Report.Vps.Values.Select(vp => (int)vp.ApicId).ShouldBe([0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14]);
        Nodes(boot).ShouldBe("0+6 6+6");
    }

    [Fact]
    public async Task NUMA_nodes_of_one_CPU_each_leave_nothing_for_a_sidecar()
    {
        var boot = await QemuBoots.BootAsync(BootRequest.Of("start", 2, 2));
        boot.ShouldBeRefused("every NUMA node has one processor only, which is the host's");
    }

    private static async Task<BootResult> BootAsync(MachineSettings machine)
        => (await QemuBoots.BootAsync(new() { Scenario = "tour", Machine = machine })).ShouldPass();

    private static string Nodes(BootResult boot) => string.Join(' ', boot.Report.Nodes.Values.Select(node => $"{node.BaseVp}+{node.VpCount}"));
}
