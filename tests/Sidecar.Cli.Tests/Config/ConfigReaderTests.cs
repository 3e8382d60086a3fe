using System;
using System.IO;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Cli.Config;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Cli.Tests.Config;

public class ConfigReaderTests
{
    [Fact]
    public void TheRepositorysFileSaysTheDefaults()
    {
        var read = ConfigReader.ReadFile(Repository.Find().Config);

        read.Machine.ShouldBe(new MachineSettings());
        read.Sidecar.ShouldBe(new SidecarSettings());
        read.Boot.ShouldBe(new BootSettings());
        read.Linux.ShouldBe(new LinuxSettings());
        read.HandlersFolder.ShouldBe(new CosmosConfig().HandlersFolder);
    }

    [Fact]
    public void WhatTheFileLeavesOutHasItsDefault() => ConfigReader.Read("<cosmos/>", "x").ShouldBe(new CosmosConfig());

    [Fact]
    public void EverySettingIsRead()
    {
        var read = ConfigReader.Read(
            """
            <cosmos>
              <machine cpus="6" sockets="2" memory="3G" accel="tcg" tcg-threads="multi">
                <node cpus="0-1,4" memory="2G"/>
                <node cpus="2-3,5"/>
                <node memory="1G"/>
              </machine>
              <sidecar node-size="4" idle="mwait" log="on" trace-pages="3" handler-state-pages="7" start="1-3,5" hypervisor="off"/>
              <boot mode="linux" scenario="remove-all" from="iso" firmware="uefi" timeout="7"/>
              <linux kernel="6.12" modules="virtio_pci,virtio-rng" command-line="quiet nokaslr"/>
              <handlers folder="my/handlers"/>
            </cosmos>
            """,
            "x");

        (read.Machine.Cpus, read.Machine.Sockets, read.Machine.Memory, read.Machine.Accelerator).ShouldBe((6, 2, 3L << 30, Accelerator.Tcg));
        read.Machine.PlacedNodes.Select(node => (node.Cpus.ToString(), node.Memory)).ShouldBe([("0-1,4", 2L << 30), ("2-3,5", 0), ("", 1L << 30)]);
        (read.Sidecar.NodeSize, read.Sidecar.Idle, read.Sidecar.Log, read.Sidecar.TracePages).ShouldBe((4, IdleSetting.Mwait, true, 3));
        (read.Sidecar.HandlerStatePages, read.Sidecar.Start.ToString(), read.Sidecar.Hypervisor).ShouldBe((7, "1-3,5", false));
        read.Boot.ShouldBe(new() { Mode = BootMode.Linux, Scenario = "remove-all", Source = BootSource.Iso, Firmware = Firmware.Uefi, Timeout = 7 });
        read.Machine.TcgThreads.ShouldBe(TcgThreads.Multi);
        read.Linux.ShouldBe(new() { Kernel = "6.12", Modules = ["virtio_pci", "virtio-rng"], CommandLine = "quiet nokaslr" });
        read.HandlersFolder.ShouldBe("my/handlers");
    }

    [Fact]
    public void TheBuildReadsTheSameFolder()
    {
        // build/Config.props finds the folder with this pattern; the file has to stay in a form that it matches.
        var root = Repository.Find().Root;
        File.ReadAllText(Path.Combine(root, "build", "Config.props")).ShouldContain("&lt;handlers\\s+folder=\"([^\"]+)\"");
        System.Text.RegularExpressions.Regex.Match(File.ReadAllText(Path.Combine(root, "cosmos.config")), "<handlers\\s+folder=\"([^\"]+)\"").Groups[1].Value
            .ShouldBe(ConfigReader.ReadFile(Path.Combine(root, "cosmos.config")).HandlersFolder);
    }

    [Fact]
    public void ACpuListReadsWhatItWrites() => Prop.ForAll(
        Gen.Choose(0, 63).ListOf().ToArbitrary(),
        numbers =>
        {
            var text = string.Join(',', numbers.Distinct().Order());
            CpuList.TryParse(text, 64, out var list).ShouldBeTrue();
            list.Cpus.ShouldBe(numbers.Distinct().Order());
            CpuList.TryParse(list.ToString(), 64, out var again).ShouldBeTrue();
            again.ShouldBe(list);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("64")]
    [InlineData("1,1")]
    [InlineData("2,1")]
    [InlineData("0-2,2")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1-2-3")]
    [InlineData(",")]
    [InlineData("1,")]
    [InlineData("a")]
    [InlineData(" 1")]
    [InlineData("99999999999")]
    public void ACpuListThatIsNone(string text) => CpuList.TryParse(text, 64, out _).ShouldBeFalse();

    [Fact]
    public void ASizeReadsWhatItWrites() => Prop.ForAll(
        Gen.Choose(1, 1 << 20).ToArbitrary(),
        kibibytes =>
        {
            var bytes = (long)kibibytes << 10;
            MemorySize.TryParse(MemorySize.Format(bytes), out var read).ShouldBeTrue();
            read.ShouldBe(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnEvenMachineHasEveryCpuAndAllMemoryOnce() => Prop.ForAll(
        (from cpus in Gen.Choose(2, 200) from nodes in Gen.Choose(1, cpus) from memory in Gen.Choose(200, 9000) select (cpus, nodes, memory)).ToArbitrary(),
        shape =>
        {
            var machine = new MachineSettings { Cpus = shape.cpus, Nodes = shape.nodes, Memory = (long)shape.memory << 20 };
            var nodes = MachineShape.Nodes(machine);
            MachineShape.Problem(machine).ShouldBeNull();
            nodes.Count.ShouldBe(shape.nodes);
            nodes.SelectMany(node => node.Cpus.Cpus).ShouldBe(Enumerable.Range(0, shape.cpus));
            nodes.Sum(node => node.Memory).ShouldBe(machine.Memory);
            (nodes.Max(node => node.Cpus.Cpus.Count()) - nodes.Min(node => node.Cpus.Cpus.Count())).ShouldBeLessThanOrEqualTo(1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ASocketIsInOneNode() => Prop.ForAll(
        (from cpus in Gen.Choose(2, 200) from nodes in Gen.Choose(1, cpus) select (cpus, nodes)).ToArbitrary(),
        shape =>
        {
            var machine = new MachineSettings { Cpus = shape.cpus, Nodes = shape.nodes };
            var sockets = MachineShape.Sockets(machine);
            var size = shape.cpus / sockets;
            (size * sockets).ShouldBe(shape.cpus);
            MachineShape.Nodes(machine).ShouldAllBe(node => node.Cpus.Cpus.Count() % size == 0);
            if (shape.cpus % shape.nodes == 0)
            {
                sockets.ShouldBe(shape.nodes);
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>Nodes placed by hand, with CPUs that do not follow one another, none, and a few.</summary>
    [Theory]
    [InlineData("0-3|4-7", 2)]
    [InlineData("4-7|0-3", 2)]
    [InlineData("0-3||4-7", 2)]
    [InlineData("0-1,4-5|2-3,6-7", 4)]
    [InlineData("0,2,4,6|1,3,5,7", 8)]
    [InlineData("0-5|6-7", 4)]
    [InlineData("0-2|3-7", 8)]
    [InlineData("0-7", 1)]
    public void PlacedNodesHaveTheirOwnSockets(string nodes, int sockets) => MachineShape.Sockets(new()
    {
        PlacedNodes = [.. nodes.Split('|').Select(text => new NumaNode(CpuList.TryParse(text, 8, out var cpus) ? cpus : CpuList.Empty, 128L << 20))],
    }).ShouldBe(sockets);

    [Fact]
    public void SocketsThatWereAskedForStay()
    {
        MachineShape.Sockets(new() { Sockets = 1 }).ShouldBe(1);
        MachineShape.Sockets(new() { Sockets = 4 }).ShouldBe(4);
        ConfigReader.Read("<cosmos><machine sockets=\"auto\"/></cosmos>", "x").Machine.Sockets.ShouldBeNull();
    }
}
