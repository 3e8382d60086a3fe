using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Acpi;
using Sidecar.Boot.Linux;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Shim;
using Sidecar.Boot.Tests.Simulation;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Boot.Tests.Linux;

/// <summary>The shim, and Linux after it, on a simulated machine.</summary>
public sealed class LinuxStartTests
{
    private const int InitramfsLength = 5_000;

    private readonly Simulation.Simulation _machine = new();
    private readonly AcpiBuilder _acpi = new();
    private readonly PvhBuilder _loader = new PvhBuilder { CommandLine = "trace-pages=1 host=linux -- console=ttyS0 quiet" }.UsualMap();
    private readonly StrongBox _state = new();
    private byte[]? _linux = LinuxBuilder.Build();
    private byte[]? _sidecar = ElfBuilder.Build();
    private byte[]? _initramfs = Enumerable.Range(0, InitramfsLength).Select(i => (byte)(i * 3)).ToArray();

    private ulong Parameters => _machine.Linux!.Value.Parameters;

    public LinuxStartTests() => _machine.Kernel = WriteOutput;

    [Fact]
    public void Linux_is_entered_with_what_the_boot_protocol_asks_for()
    {
        TwoNumaNodes();
        Run();
        var page = Page();
        var (entry, _) = _machine.Linux!.Value;
        var kernel = entry - 0x200;
        (kernel % LinuxBuilder.Alignment).ShouldBe(0UL);
        kernel.ShouldBeGreaterThanOrEqualTo(LinuxBuilder.LowestAddress);
        _machine.Memory.AsSpan((int)kernel, LinuxBuilder.KernelLength).SequenceEqual(_linux.AsSpan(LinuxBuilder.SetupLength)).ShouldBeTrue();
        page[0x210].ShouldBe((byte)0xff);
        page[0x1ef].ShouldBe((byte)0);
        page.AsSpan(0x230, 0x38).SequenceEqual(_linux.AsSpan(0x230, 0x38)).ShouldBeTrue();
        (Split(page, 0x218, 0xc0) % 4096).ShouldBe(0UL);
        Split(page, 0x21c, 0xc4).ShouldBe((ulong)InitramfsLength);
        _machine.Memory.AsSpan((int)Split(page, 0x218, 0xc0), InitramfsLength).SequenceEqual(_initramfs).ShouldBeTrue();
        CommandLine(page).ShouldBe("maxcpus=1 no_ipi_broadcast=1 noreplace-smp boot_cpus=0,4 console=ttyS0 quiet");
        _machine.Lines[^1].ShouldStartWith($"boot: Linux 6.1.0-test at 0x{kernel:x}, initramfs of 4 KiB, ");
    }

    /// <summary>Linux is told how long its delay loop is, so that it need not measure it on each CPU.</summary>
    [Fact]
    public void A_Linux_whose_ticks_are_known_is_told_its_delay()
    {
        _loader.CommandLine = "trace-pages=1 host=linux linux-hz=250 -- quiet";
        TwoNumaNodes();
        Run();
        var frequency = _state.Value.Clock.Frequency;
        frequency.ShouldBeGreaterThan(0u);
        CommandLine(Page()).ShouldBe($"maxcpus=1 no_ipi_broadcast=1 noreplace-smp boot_cpus=0,4 lpj={frequency / 250} quiet");
    }

    /// <summary>Nothing that hypervisor, sidecar or shim have is Linux's; everything else is; each byte of the firmware's map has one kind.</summary>
    [Fact]
    public void Memory_map_hides_what_is_not_Linuxs()
    {
        TwoNumaNodes();
        Run();
        ref var state = ref _state.Value;
        var usable = Regions(Page()).Where(r => r.Kind == 1).Select(r => r.Range).ToArray();
        var hidden = state.Plan.Nodes.ToArray().Select(n => n.Memory)
            .Append(state.KernelImage)
            .Append(new(state.Parameters, state.Parameters + 0x3000))
            .Append(new(state.Mailbox, state.Mailbox + (8 * 64)))
            .Append(new(_machine.Trampoline.Stacks, _machine.Trampoline.Stacks + (8 * 512)))
            .Append(new(state.Trampoline, state.Trampoline + 0x1000))
            .Append(SimulatedMachine.Image);
        foreach (var range in hidden)
        {
            usable.ShouldAllBe(u => !u.Overlaps(range), $"0x{range.Start:x}");
        }

        var own = state.Information.Modules.ToArray().Select(m => m.Range).Append(PhysicalRange.OfLength(_machine.Linux!.Value.Entry - 0x200, LinuxBuilder.MemorySize))
            .Append(PhysicalRange.OfLength(Parameters, 0x2000)).Append(PhysicalRange.OfLength(Split(Page(), 0x218, 0xc0), InitramfsLength));
        foreach (var range in own)
        {
            usable.Count(u => u.Start <= range.Start && u.End >= range.End).ShouldBe(1, $"0x{range.Start:x}");
        }

        var all = Regions(Page()).Select(r => r.Range).OrderBy(r => r.Start).ToArray();
        for (var i = 1; i < all.Length; i++)
        {
            all[i].Start.ShouldBeGreaterThanOrEqualTo(all[i - 1].End);
        }

        all.Aggregate(0UL, (sum, r) => sum + r.Length).ShouldBe(_loader.Map.Aggregate(0UL, (sum, r) => sum + r.Length));
    }

    [Fact]
    public void Tables_of_the_firmware_stay_and_the_sidecars_devices_come()
    {
        TwoNumaNodes();
        Run();
        var root = BinaryPrimitives.ReadUInt64LittleEndian(Page().AsSpan(0x70));
        Regions(Page()).Single(r => r.Kind == 3).Range.Start.ShouldBe(root);
        AcpiTables.Open<SimulatedMachine>(root, out var tables).IsGood.ShouldBeTrue();
        tables.Find<SimulatedMachine>(AcpiSignature.Madt, out var madt).IsGood.ShouldBeTrue();
        madt.SequenceEqual(_acpi.MadtTable()).ShouldBeTrue();
        tables.Find<SimulatedMachine>(AcpiSignature.Srat, out _).IsGood.ShouldBeTrue();
        tables.Find<SimulatedMachine>(AcpiSignature.Ssdt, out var devices).IsGood.ShouldBeTrue();
        Snapshot.Matches(AmlReader.Read(devices[AcpiTables.HeaderSize..]));
    }

    [Fact]
    public void Guest_memory_is_a_device_of_its_own()
    {
        _loader.Map.Add((0x1_0000_0000, 0x4000_0001, 1));
        TwoNumaNodes();
        Run();
        ref var state = ref _state.Value;
        state.GuestMemory = new(0x20_0000, 0x40_0000);
        state.GuestLowMemory = new(0x1_0000, 0x2_0000);
        state.HypervisorMemory = new(0x80_0000, 0x90_0000);
        var table = new byte[4096];
        SidecarDevices.Write<SimulatedMachine>(table, ref state, 0).IsGood.ShouldBeTrue();
        Snapshot.Matches(AmlReader.Read(table.AsSpan(AcpiTables.HeaderSize, BinaryPrimitives.ReadInt32LittleEndian(table.AsSpan(4)) - AcpiTables.HeaderSize)));
    }

    /// <summary>ACPI 1.0's root table has entries of 4 bytes.</summary>
    [Fact]
    public void Old_root_table_becomes_a_new_one()
    {
        _acpi.IsOld = true;
        TwoNumaNodes();
        Run();
        AcpiTables.Open<SimulatedMachine>(BinaryPrimitives.ReadUInt64LittleEndian(Page().AsSpan(0x70)), out var tables).IsGood.ShouldBeTrue();
        tables.Find<SimulatedMachine>(AcpiSignature.Madt, out _).IsGood.ShouldBeTrue();
        tables.Find<SimulatedMachine>(AcpiSignature.Ssdt, out _).IsGood.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_sidecar_Linux_has_all_CPUs_and_no_device()
    {
        TwoNumaNodes();
        _sidecar = null;
        Run();
        CommandLine(Page()).ShouldBe("console=ttyS0 quiet");
        AcpiTables.Open<SimulatedMachine>(BinaryPrimitives.ReadUInt64LittleEndian(Page().AsSpan(0x70)), out var tables).IsGood.ShouldBeTrue();
        tables.Find<SimulatedMachine>(AcpiSignature.Ssdt, out var devices).IsGood.ShouldBeTrue();
        AmlReader.Read(devices[AcpiTables.HeaderSize..]).ShouldBe("Scope \\_SB_\n");
    }

    [Fact]
    public void Without_an_initramfs_there_is_none()
    {
        TwoNumaNodes();
        _initramfs = null;
        Run();
        (Split(Page(), 0x218, 0xc0), Split(Page(), 0x21c, 0xc4)).ShouldBe((0UL, 0UL));
    }

    [Fact]
    public void Most_nodes_that_there_can_be_have_their_devices()
    {
        _acpi.Processors(256);
        _loader.CommandLine = "node-size=2 host=linux trace-pages=0 state-pages=0";
        Run();
        AcpiTables.Open<SimulatedMachine>(BinaryPrimitives.ReadUInt64LittleEndian(Page().AsSpan(0x70)), out var tables).IsGood.ShouldBeTrue();
        tables.Find<SimulatedMachine>(AcpiSignature.Ssdt, out var devices).IsGood.ShouldBeTrue();
        var text = AmlReader.Read(devices[AcpiTables.HeaderSize..]);
        text.Split("Device SC").Length.ShouldBe(129);
        text.ShouldContain("Device SC7F");
    }

    [Fact]
    public void Nodes_of_32_have_room()
    {
        _acpi.Processors(400);
        _loader.CommandLine = "host=linux trace-pages=0 state-pages=0";
        Run();
        Regions(Page()).ShouldNotBeEmpty();
    }

    [Fact]
    public void No_Linux()
    {
        TwoNumaNodes();
        _linux = null;
        Refused("the boot loader handed over no module named linux");
    }

    [Fact]
    public void Damaged_Linux()
    {
        TwoNumaNodes();
        _linux![0x234] = 0;
        Refused("it can run at 0x1000000 only; build it with CONFIG_RELOCATABLE");
    }

    [Fact]
    public void Too_little_memory()
    {
        TwoNumaNodes();
        LinuxBuilder.Put32(_linux!, 0x260, 40 << 20);
        Refused("too little memory: it needs 40960 KiB in one piece");
    }

    [Fact]
    public void Command_line_that_is_too_long()
    {
        TwoNumaNodes();
        LinuxBuilder.Put32(_linux!, 0x238, 40);
        Refused("its command line can have 40 bytes, fewer than this one");
    }

    [Fact]
    public void Memory_map_in_too_many_pieces()
    {
        TwoNumaNodes();
        for (var i = 0; i < 130; i++)
        {
            _loader.Map.Add((0x1_0000_0000 + ((ulong)i << 20), 0x1000, 2));
        }

        Refused("the memory map is in more than 128 pieces");
    }

    [Fact]
    public void Kernel_that_names_pages_elsewhere()
    {
        TwoNumaNodes();
        _machine.Kernel = (entry, parameters, output) =>
        {
            WriteOutput(entry, parameters, output);
            MemoryMarshal.AsRef<SidecarOutput>(_machine.Memory.AsSpan((int)output, 4096)).Nodes[1].ControlPage = 0x10_0000;
            return true;
        };
        Refused("the kernel's output names pages outside the memory of node 1");
    }

    [Fact]
    public void Without_ACPI_tables_nothing_can_be_added()
    {
        _loader.Rsdp = 0x5000;
        Refused("the firmware's ACPI tables cannot be read, so the sidecar's cannot be added");
    }

    /// <summary>Whatever is free and whatever the firmware calls reserved, the map has each usable byte once, nothing that was handed out, and the tables.</summary>
    [Fact]
    public void Any_memory_map_is_cut_right()
        => Prop.ForAll(
            Gen.ListOf(Gen.Choose(1, 200).Two(), 6).SelectMany(taken => Gen.ListOf(Gen.Choose(0, 250).Two(), 3).Select(reserved => (taken, reserved))).ToArbitrary(),
            input =>
            {
                var box = new StrongBox();
                ref var state = ref box.Value;
                const ulong Start = 0x10_0000;
                state.Information.TryAddRegion(0, 0x9_f000, 1);
                state.Information.TryAddRegion(Start, 256 * 0x1000, 1);
                foreach (var (at, length) in input.reserved)
                {
                    state.Information.TryAddRegion(Start + ((ulong)at * 0x1000), (ulong)(length % 9) * 0x1000, 2);
                }

                MemoryPlan.Fill(state.Information, new(0, 0), 1UL << 40, ref state.Memory);
                var taken = new List<PhysicalRange>();
                foreach (var (pages, _) in input.taken)
                {
                    if (state.Memory.TryAllocate((ulong)(pages % 20 + 1) * 0x1000, 0x1000, PageAllocator.NoNumaNode, out var got))
                    {
                        taken.Add(got.Range);
                    }
                }

                if (!state.Memory.TryAllocate(0x1000, 0x1000, PageAllocator.NoNumaNode, out var tables))
                {
                    return;
                }

                LinuxMemoryMap.Collect(state.Information, state.Memory, 0x8000, default, ref state.LinuxMemory);
                var page = new byte[4096];
                LinuxMemoryMap.Write(state.Information, state.LinuxMemory, tables.Range, new(page)).IsGood.ShouldBeTrue();
                var regions = Regions(page);
                regions.Single(r => r.Kind == 3).Range.ShouldBe(tables.Range);
                var usable = regions.Where(r => r.Kind == 1).Select(r => r.Range).ToArray();
                // What Linux makes of it: where entries overlap, the higher type wins.
                for (var at = Start; at < Start + (256 * 0x1000); at += 0x1000)
                {
                    var pageRange = new PhysicalRange(at, at + 0x1000);
                    var kinds = regions.Where(r => r.Range.Overlaps(pageRange)).Select(r => r.Kind).ToArray();
                    var isTaken = taken.Any(t => t.Overlaps(pageRange)) || state.Information.Regions.ToArray().Any(r => r.Kind == 2 && r.Range.Overlaps(pageRange));
                    var expected = tables.Range.Overlaps(pageRange) ? 3u : isTaken ? 2u : 1u;
                    kinds.Max().ShouldBe(expected, $"0x{at:x}");
                    usable.Count(u => u.Overlaps(pageRange)).ShouldBeLessThanOrEqualTo(1);
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static ulong Split(byte[] page, int low, int high)
        => BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(low)) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(high)) << 32);

    private static (PhysicalRange Range, uint Kind)[] Regions(byte[] page)
        => Enumerable.Range(0, page[0x1e8]).Select(i => page.AsSpan(0x2d0 + (20 * i), 20).ToArray()).Select(entry => (
            PhysicalRange.OfLength(BinaryPrimitives.ReadUInt64LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(8))),
            BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(16)))).ToArray();

    private string CommandLine(byte[] page)
    {
        var text = _machine.Memory.AsSpan((int)Split(page, 0x228, 0xc8));
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    private byte[] Page() => _machine.Memory.AsSpan((int)Parameters, 4096).ToArray();

    private void Refused(string reason)
    {
        Run();
        _machine.Linux.ShouldBeNull();
        _machine.Lines[^1].ShouldBe($"boot: no Linux: {reason}");
    }

    private void Run()
    {
        Place(0x18_0000, _sidecar, "sidecar.elf");
        Place(0x30_0000, _linux, "/boot/linux");
        Place(0x40_0123, _initramfs, "initramfs");
        _acpi.WriteTo(_machine.Memory);
        _loader.WriteTo(_machine.Memory);
        _machine.Use();
        Shim<SimulatedMachine>.Run(0, PvhBuilder.Address, 3, ref _state.Value);
        LinuxStart<SimulatedMachine>.Run(ref _state.Value);
    }

    private void Place(ulong address, byte[]? content, string name)
    {
        if (content is not null)
        {
            _loader.File(_machine.Memory, address, content, name);
        }
    }

    /// <summary>What the kernel's entry answers: where the shared pages are.</summary>
    private bool WriteOutput(ulong entry, ulong parameters, ulong output)
    {
        ref var asked = ref MemoryMarshal.AsRef<SidecarParams>(_machine.Memory.AsSpan((int)parameters, 4096));
        ref var answer = ref MemoryMarshal.AsRef<SidecarOutput>(_machine.Memory.AsSpan((int)output, 4096));
        for (var i = 0; i < asked.NodeCount; i++)
        {
            var layout = new NodeLayout(asked.Nodes[i].MemoryBase, asked.Nodes[i].VpCount);
            answer.Nodes[i].ControlPage = layout.ControlPage;
            answer.Nodes[i].ShmemPagesBase = layout.SharedPages;
            answer.Nodes[i].ShmemPagesSize = layout.SharedPagesSize;
        }

        return true;
    }

    private void TwoNumaNodes()
    {
        _acpi.Processors(8).PlaceMemory(0, 0xc0_0000, 0).PlaceMemory(0xc0_0000, 0x240_0000, 1);
        for (byte i = 0; i < 8; i++)
        {
            _acpi.PlaceLocalApic(i, i / 4u);
        }
    }

    /// <summary>The state is far too large for a stack.</summary>
    private sealed class StrongBox
    {
        public ShimState Value;
    }
}
