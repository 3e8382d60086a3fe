using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Shouldly;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Shim;
using Sidecar.Boot.Tests.Simulation;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Boot.Tests.Shim;

/// <summary>The whole shim on a simulated machine.</summary>
public sealed class ShimTests
{
    private readonly Simulation.Simulation _machine = new();
    private readonly AcpiBuilder _acpi = new();
    private readonly PvhBuilder _loader = new PvhBuilder { CommandLine = "trace-pages=1 idle=hlt log=1" }.UsualMap();
    private readonly StrongBox _state = new();
    private uint _entryMagic;
    private int _calls;

    [Fact]
    public void A_good_boot()
    {
        TwoNumaNodes();
        Boot(started: true);
        Snapshot.Matches(string.Join('\n', _machine.Lines));
        Encoding.UTF8.GetString(_state.Value.BootCpus).ShouldBe("boot_cpus=0,4");
    }

    [Fact]
    public void The_parameters_are_what_the_report_says()
    {
        TwoNumaNodes();
        Boot(started: true);
        var page = _machine.Memory.AsSpan((int)_state.Value.Parameters, 4096);
        ref var parameters = ref MemoryMarshal.AsRef<SidecarParams>(page);
        ref var extension = ref MemoryMarshal.AsRef<ExtensionBlock>(page[ExtensionBlock.Offset..]);
        parameters.HypercallPage.ShouldBe(0UL);
        parameters.EnableLogging.ShouldBe((byte)1);
        parameters.NodeCount.ShouldBe(2u);
        parameters.InitialState.PerCpuStateSpecified.ShouldBe((byte)0);
        for (var i = 0; i < 2; i++)
        {
            (parameters.Nodes[i].BaseVp, parameters.Nodes[i].VpCount).ShouldBe(((uint)i * 4, 4u));
            parameters.Nodes[i].MemorySize.ShouldBe(new NodeLayout(0, 4, 3, 1).TotalSize);
            (parameters.Nodes[i].MemoryBase % 4096).ShouldBe(0UL);
        }

        parameters.Nodes[0].MemoryBase.ShouldBeLessThan(0xc0_0000UL);
        parameters.Nodes[1].MemoryBase.ShouldBeGreaterThanOrEqualTo(0xc0_0000UL);
        (extension.Magic, extension.Version, extension.Size).ShouldBe((ExtensionBlock.ExpectedMagic, ExtensionBlock.ExpectedVersion, (uint)Marshal.SizeOf<ExtensionBlock>()));
        (extension.IdleMode, extension.LogPort, extension.WakeVector).ShouldBe((IdleMode.Hlt, 0x2f8u, (uint)BootVectors.Wake));
        (extension.HandlerStatePages, extension.TracePages).ShouldBe((3u, 1u));
        (extension.Mailbox, extension.MailboxCount).ShouldBe((_state.Value.Mailbox, 8u));
        (extension.StartOverrides, extension.StartOverrideCount).ShouldBe((0UL, 0u));
        (_state.Value.Output - _state.Value.Parameters).ShouldBe(4096UL);
    }

    [Fact]
    public void Nothing_that_the_shim_hands_out_overlaps()
    {
        TwoNumaNodes();
        var block = 0UL;
        _machine.Kernel = (entry, _, _) =>
        {
            block = entry - ElfBuilder.EntryAddress;
            return true;
        };
        Boot(started: true);
        var state = _state.Value;
        var ranges = state.Plan.Nodes.ToArray().Select(n => n.Memory)
            .Append(new(block, block + 0x20_0000))
            .Append(new(state.Parameters, state.Parameters + 0x3000))
            .Append(new(state.Mailbox, state.Mailbox + (8 * 64)))
            .Append(new(_machine.Trampoline.Stacks, _machine.Trampoline.Stacks + (8 * 512)))
            .Append(state.Information.Modules[0].Range)
            .Append(SimulatedMachine.Image)
            .OrderBy(r => r.Start).ToArray();
        for (var i = 1; i < ranges.Length; i++)
        {
            ranges[i].Start.ShouldBeGreaterThanOrEqualTo(ranges[i - 1].End);
        }

        (block % 0x20_0000).ShouldBe(0UL);
        _machine.Memory.AsSpan((int)block + 0x2000, 0x1000).SequenceEqual(ElfBuilder.Build().AsSpan(0x2000, 0x1000)).ShouldBeTrue();
    }

    [Fact]
    public void A_processor_that_does_not_start_is_left_to_the_host()
    {
        TwoNumaNodes();
        _machine.Dead.Add(6);
        Boot(started: true);
        _machine.Lines.ShouldContain(line => line.StartsWith("boot: 6 of 7 other processors parked after 20", StringComparison.Ordinal));
        _machine.Lines.ShouldContain("boot: VP 6 (APIC id 6) did not start; it is left to the host");
        _machine.Lines.ShouldContain("boot: boot_cpus=0,4,6");
        Overrides(8).ShouldBe([1, 2, 3, 5, 7]);
    }

    [Fact]
    public void The_host_may_start_some_itself()
    {
        TwoNumaNodes();
        _loader.CommandLine = "start=0,1,3,5,100";
        Boot(started: true);
        _machine.Lines.ShouldContain("boot: boot_cpus=0,2,4,6,7");
        Overrides(8).ShouldBe([1, 3, 5]);
    }

    [Fact]
    public void A_node_that_is_all_the_hosts_is_left_out()
    {
        TwoNumaNodes();
        _loader.CommandLine = "start=5-7";
        Boot(started: true);
        _state.Value.Plan.Nodes.Length.ShouldBe(1);
        _state.Value.Plan.Nodes[0].BaseVp.ShouldBe(4);
        _machine.Lines.ShouldContain("boot: boot_cpus=0,1,2,3,4");
    }

    [Fact]
    public void More_than_400_processors_can_have_overrides()
    {
        _acpi.Processors(600);
        _loader.CommandLine = "start=1-399,500-599 state-pages=0 trace-pages=0";
        Boot(started: true);
        Overrides(600).ShouldBe(Enumerable.Range(1, 399).Concat(Enumerable.Range(500, 100)).Where(vp => !IsBase(vp)));
        var parameters = Parameters();
        parameters.InitialState.PerCpuStateSpecified.ShouldBe((byte)1);
        for (var vp = 0; vp < 400; vp++)
        {
            parameters.InitialState.SidecarStartsCpu[vp].ShouldBe(IsBase(vp) ? (byte)0 : (byte)1);
        }
    }

    [Fact]
    public void Memory_of_another_NUMA_node_will_do()
    {
        _acpi.Processors(4).PlaceLocalApic(2, 1).PlaceLocalApic(3, 1).PlaceMemory(0, 0x100_0000, 0).PlaceMemory(0x100_0000, 0x1000, 1);
        Boot(started: true);
        _machine.Lines.ShouldContain(line => line.EndsWith(", of NUMA node 0 because its own has no room", StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_SRAT_costs_locality_only()
    {
        TwoNumaNodes();
        Write();
        var places = _acpi.WriteTo(_machine.Memory);
        _machine.Memory[places["SRAT"] + 60] ^= 4;
        Boot(started: true, write: false);
        _machine.Lines.ShouldContain(line => line.StartsWith("boot: ACPI: SRAT has a wrong checksum", StringComparison.Ordinal)
            && line.EndsWith("; all is taken for one NUMA node", StringComparison.Ordinal));
        _machine.Lines.ShouldContain("boot: boot_cpus=0");
    }

    [Fact]
    public void The_command_line_from_QEMU_goes_before_the_loaders()
    {
        TwoNumaNodes();
        _machine.Firmware.Add("opt/sidecar/cmdline", "node-size=2");
        Boot(started: true);
        Encoding.UTF8.GetString(_state.Value.Information.CommandLine).ShouldBe("node-size=2");
        _state.Value.Plan.Nodes.Length.ShouldBe(4);
    }

    [Fact]
    public void Fewer_processors_on_request()
    {
        TwoNumaNodes();
        _loader.CommandLine = "cpu-limit=3";
        Boot(started: true);
        _machine.Lines.ShouldContain("boot: boot_cpus=0");
        _state.Value.Plan.StartedCount.ShouldBe(2);
    }

    [Fact]
    public void Words_that_are_not_understood_do_not_stop_the_boot()
    {
        TwoNumaNodes();
        _loader.CommandLine = "idle=never " + string.Join(' ', Enumerable.Range(0, 19).Select(i => $"x{i}"));
        Boot(started: true);
        _machine.Lines.ShouldContain("boot: command line: \"idle=never\": expected hlt, mwait or auto, using the default");
        _machine.Lines.ShouldContain("boot: command line: 4 more words were not understood");
    }

    [Fact]
    public void No_x2APIC()
    {
        TwoNumaNodes();
        _machine.Leaves[1] = new(0, 0, 1U << 31, 0);
        Refused("this CPU has no x2APIC (CPUID 1, ECX bit 21), which the sidecar needs");
        _machine.InterruptCommands.ShouldBeEmpty();
        // What the host kernel needs is known all the same.
        _state.Value.Memory.FreeBytes.ShouldBeGreaterThan(0UL);
        _state.Value.Topology.Processors.Length.ShouldBe(8);
    }

    [Theory]
    [InlineData(0x8000_0000)]
    [InlineData(0x8000_0001)]
    public void No_no_execute_pages(uint missing)
    {
        TwoNumaNodes();
        _machine.Leaves[missing] = default;
        Refused("this CPU has no no-execute pages (CPUID 0x80000001, EDX bit 20), which the sidecar needs");
    }

    [Fact]
    public void Another_loader()
    {
        _entryMagic = 0x2bad_b002;
        Refused("boot information: entered with 0x2badb002, by neither PVH nor Multiboot2");
    }

    [Fact]
    public void Garbled_boot_information()
    {
        _loader.Magic = 7;
        Refused("boot information: PVH magic is 0x7, expected 0x336ec578");
    }

    [Fact]
    public void No_ACPI()
    {
        _loader.Rsdp = 0x5000;
        Refused("ACPI: the root pointer at 0x5000 does not start with \"RSD PTR \"");
    }

    [Fact]
    public void A_boot_processor_that_the_firmware_does_not_know()
    {
        TwoNumaNodes();
        _machine.Registers[0x802] = 77;
        Refused("ACPI: APIC does not name the processor that boots, APIC id 77");
    }

    [Fact]
    public void One_processor()
    {
        _acpi.Processors(1);
        Refused("every NUMA node has one processor only, which is the host's");
        _machine.InterruptCommands.ShouldBeEmpty();
    }

    [Fact]
    public void One_processor_in_each_NUMA_node()
    {
        _acpi.Processors(2).PlaceLocalApic(0, 0).PlaceLocalApic(1, 1);
        Refused("every NUMA node has one processor only, which is the host's");
    }

    [Fact]
    public void Nobody_for_the_sidecar()
    {
        TwoNumaNodes();
        _loader.CommandLine = "start=0";
        Refused("every processor is the host's: none is left for the sidecar to start");
    }

    [Fact]
    public void Too_many_nodes()
    {
        _acpi.Processors(300);
        _loader.CommandLine = "node-size=2";
        Refused("more than 128 nodes of at most 2 processors; a greater node-size makes fewer");
    }

    [Fact]
    public void No_kernel()
    {
        _acpi.Processors(4);
        Boot(started: false, kernel: null);
        Refusals().ShouldBe(["boot: no sidecar: sidecar.elf: no such module was loaded"]);
    }

    [Fact]
    public void A_damaged_kernel_starts_no_processor()
    {
        _acpi.Processors(4);
        Boot(started: false, kernel: ElfBuilder.Build()[..0x2800]);
        Refusals().ShouldBe(["boot: no sidecar: sidecar.elf: truncated: a segment ends at byte 12288, the file at 10240"]);
        _machine.InterruptCommands.ShouldBeEmpty();
    }

    [Fact]
    public void Too_little_memory_for_the_image()
    {
        TwoNumaNodes();
        _loader.CommandLine = "memory-limit=1M";
        Boot(started: false);
        Refusals().ShouldHaveSingleItem().ShouldMatch(
            @"^boot: no sidecar: too little memory: sidecar\.elf needs 2048 KiB in one piece, the largest free piece has \d+ KiB of \d+ KiB free$");
    }

    [Fact]
    public void Too_little_memory_for_a_node()
    {
        TwoNumaNodes();
        _loader.CommandLine = "memory-limit=4M state-pages=192 trace-pages=32";
        Boot(started: false);
        Refusals().ShouldHaveSingleItem().ShouldMatch(
            @"^boot: no sidecar: too little memory: node 0 needs 3796 KiB in one piece, the largest free piece has \d+ KiB of \d+ KiB free$");
    }

    [Fact]
    public void No_low_memory()
    {
        TwoNumaNodes();
        _loader.Map.RemoveAt(0);
        Refused("no free page between 0x8000 and 0x9ffff for the start-up code of the other processors");
    }

    [Theory]
    [InlineData("VP 3 did not come up", "the kernel did not start: VP 3 did not come up")]
    [InlineData("", "the kernel did not start: it does not say why")]
    public void A_kernel_that_does_not_start(string error, string message)
    {
        TwoNumaNodes();
        _machine.Kernel = (_, _, output) =>
        {
            KernelParameters.Output(_machine.Memory.AsSpan((int)output, 4096)).Error.Text.IsEmpty.ShouldBeTrue();
            MemoryMarshal.AsRef<SidecarOutput>(_machine.Memory.AsSpan((int)output, 4096)).Error.Set(Encoding.UTF8.GetBytes(error));
            return false;
        };
        Boot(started: false);
        Refusals().ShouldBe([$"boot: no sidecar: {message}"]);
        _state.Value.BootCpus.IsEmpty.ShouldBeTrue();
    }

    private static bool IsBase(int vp) => vp % 32 == 0;

    private void TwoNumaNodes()
    {
        _acpi.Processors(8).PlaceMemory(0, 0xc0_0000, 0).PlaceMemory(0xc0_0000, 0x40_0000, 1);
        for (byte i = 0; i < 8; i++)
        {
            _acpi.PlaceLocalApic(i, i / 4u);
        }
    }

    private void Refused(string message)
    {
        Boot(started: false);
        Refusals().ShouldBe([$"boot: no sidecar: {message}"]);
        _calls.ShouldBe(0);
    }

    private string[] Refusals() => _machine.Lines.Where(line => line.StartsWith("boot: no sidecar", StringComparison.Ordinal)).ToArray();

    private void Boot(bool started) => Boot(started, ElfBuilder.Build());

    private void Boot(bool started, byte[]? kernel, bool write = true)
    {
        if (kernel is not null)
        {
            _loader.File(_machine.Memory, 0x18_0000, kernel);
        }

        if (write)
        {
            Write();
        }

        var inner = _machine.Kernel;
        _machine.Kernel = (entry, parameters, output) =>
        {
            _calls++;
            return inner(entry, parameters, output);
        };
        _machine.Use();
        Shim<SimulatedMachine>.Run(_entryMagic, PvhBuilder.Address, 3, ref _state.Value);
        _state.Value.SidecarStarted.ShouldBe(started, string.Join('\n', _machine.Lines));
    }

    private void Boot(bool started, bool write)
    {
        _loader.File(_machine.Memory, 0x18_0000, ElfBuilder.Build());
        _loader.WriteTo(_machine.Memory);
        Boot(started, null, write);
    }

    private void Write()
    {
        _acpi.WriteTo(_machine.Memory);
        _loader.WriteTo(_machine.Memory);
    }

    private SidecarParams Parameters() => MemoryMarshal.Read<SidecarParams>(_machine.Memory.AsSpan((int)_state.Value.Parameters, 4096));

    private int[] Overrides(int count)
    {
        var extension = MemoryMarshal.Read<ExtensionBlock>(_machine.Memory.AsSpan((int)_state.Value.Parameters + ExtensionBlock.Offset));
        extension.StartOverrideCount.ShouldBe((uint)count);
        var bitmap = _machine.Memory.AsSpan((int)extension.StartOverrides, ProcessorSet.BitmapSize).ToArray();
        return Enumerable.Range(0, count).Where(vp => (bitmap[vp / 8] >> (vp % 8) & 1) != 0).ToArray();
    }

    /// <summary>The state is far too large for a stack.</summary>
    private sealed class StrongBox
    {
        public ShimState Value;
    }
}
