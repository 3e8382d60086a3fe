using System.Linq;
using System.Text;
using Shouldly;
using Sidecar.Boot.Nodes;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Topology;
using Sidecar.Protocol.Text;
using Xunit;

namespace Sidecar.Boot.Tests.Nodes;

public sealed class BootCpusTextTests
{
    [Theory]
    [InlineData(8, "1-3,5-7", "boot_cpus=0,4")]
    [InlineData(5, "1-4", "boot_cpus=0")]
    [InlineData(5, "4", "boot_cpus=0,1,2,3")]
    public void The_CPUs_that_the_sidecar_does_not_start(int count, string started, string text)
    {
        Sidecar.Boot.Options.OptionText.TryReadProcessors(Encoding.UTF8.GetBytes(started), out var set).ShouldBeTrue();
        Write(count, set).ShouldBe(text);
    }

    [Fact]
    public void The_only_CPU_of_a_NUMA_node_is_in_the_list()
    {
        var plan = default(NodePlan);
        var all = default(ProcessorSet);
        all.AddFirst(5);
        var processors = new uint[] { 0, 0, 1, 2, 2 }.Select((n, i) => new Processor { ApicId = (uint)i, NumaNode = n }).ToArray();
        NodeCutter.Cut(processors, 32, all, ref plan).ShouldBe(CutProblem.None);
        Write(5, plan.Started).ShouldBe("boot_cpus=0,2,3");
    }

    [Fact]
    public void The_longest_list_fits()
    {
        var text = Write(ProcessorSet.Capacity, default);
        text.Length.ShouldBeLessThanOrEqualTo(BootCpusText.MaxLength);
        text.ShouldEndWith(",2046,2047");
    }

    private static string Write(int count, in ProcessorSet started)
    {
        var writer = new Utf8Writer(new byte[BootCpusText.MaxLength]);
        BootCpusText.Write(count, started, ref writer);
        return Encoding.UTF8.GetString(writer.Written);
    }
}
