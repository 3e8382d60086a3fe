using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Acpi;
using Sidecar.Boot.Tests.Simulation;
using Sidecar.Boot.Topology;
using Xunit;

namespace Sidecar.Boot.Tests.Acpi;

/// <summary>MADT and SRAT.</summary>
public sealed class TopologyTablesTests
{
    private readonly AcpiBuilder _acpi = new();
    private MachineTopology _topology;

    [Fact]
    public void Enabled_processors_of_both_kinds_are_taken_once()
    {
        _acpi.LocalApic(0).LocalApic(4).LocalX2Apic(4).LocalX2Apic(300).LocalApic(0xff).Madt(5, 12, _ => { }).Madt(4, 6, _ => { });
        ReadMadt().ShouldBe("ACPI: good");
        Ids().ShouldBe([0u, 4, 300]);
        _topology.AbsentCount.ShouldBe(0);
    }

    [Fact]
    public void Processors_that_are_not_there_yet_are_counted_only()
    {
        _acpi.LocalApic(0).LocalApic(1, flags: 0).LocalApic(2, flags: 2).LocalX2Apic(3, flags: 2);
        ReadMadt().ShouldBe("ACPI: good");
        Ids().ShouldBe([0u]);
        _topology.AbsentCount.ShouldBe(3);
    }

    [Fact]
    public void No_enabled_processor()
    {
        _acpi.LocalApic(0, flags: 2);
        ReadMadt().ShouldBe("ACPI: APIC names no enabled processor");
    }

    [Fact]
    public void There_is_room_for_2048_processors_and_not_for_2049()
    {
        _acpi.Processors(2048);
        ReadMadt().ShouldBe("ACPI: good");
        _topology.Processors.Length.ShouldBe(2048);
        _acpi.LocalX2Apic(5000);
        ReadMadt().ShouldBe("ACPI: APIC names more than 2048 processors");
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(9, 15)]
    [InlineData(77, 1)]
    [InlineData(77, 0)]
    public void Entry_shorter_than_its_kind(byte type, byte length)
    {
        var table = _acpi.LocalApic(0).Madt(type, 16, _ => { }).MadtTable();
        table[44 + 8 + 1] = length;
        Madt.Read(table, ref _topology).Describe().ShouldBe("ACPI: APIC has an entry of impossible length at offset 52");
    }

    [Fact]
    public void Entry_that_runs_past_the_end()
        => Madt.Read(_acpi.LocalX2Apic(1).MadtTable().AsSpan()[..^1], ref _topology).Describe()
            .ShouldBe("ACPI: APIC has an entry of impossible length at offset 44");

    [Fact]
    public void Table_without_room_for_its_own_fields()
    {
        Madt.Read(new byte[40], ref _topology).Describe().ShouldBe("ACPI: APIC says it has 40 bytes, which makes no sense");
        Srat.Read(new byte[40], ref _topology).Describe().ShouldBe("ACPI: SRAT says it has 40 bytes, which makes no sense");
    }

    [Fact]
    public void Processors_and_memory_are_placed()
    {
        _acpi.Processors(3).LocalX2Apic(300)
            .PlaceLocalApic(0, 0).PlaceLocalApic(1, 0x01020304).PlaceLocalX2Apic(300, 9).PlaceLocalApic(2, 7, flags: 0).PlaceLocalApic(99, 5)
            .PlaceMemory(0x10_0000, 0x1000, 9).PlaceMemory(0x20_0000, 0x1000, 8, flags: 0);
        ReadMadt().ShouldBe("ACPI: good");
        ReadSrat().ShouldBe("ACPI: good");
        _topology.Processors.ToArray().Select(p => p.NumaNode).ShouldBe([0u, 0x01020304, 0, 9]);
        _topology.Memory.Length.ShouldBe(1);
        _topology.Memory[0].NumaNode.ShouldBe(9u);
        _topology.Memory[0].Range.ShouldBe(new(0x10_0000, 0x10_1000));
    }

    [Fact]
    public void There_is_room_for_64_NUMA_nodes_and_not_for_65()
    {
        _acpi.Processors(65);
        for (var i = 0; i < 64; i++)
        {
            _acpi.PlaceLocalApic((byte)i, (uint)i);
        }

        ReadMadt().ShouldBe("ACPI: good");
        ReadSrat().ShouldBe("ACPI: good");
        _acpi.PlaceLocalApic(64, 64);
        ReadSrat().ShouldBe("ACPI: SRAT names more than 64 NUMA nodes");
    }

    [Fact]
    public void Too_many_memory_ranges()
    {
        _acpi.Processors(1);
        for (var i = 0; i < 257; i++)
        {
            _acpi.PlaceMemory((ulong)i << 20, 1 << 20, 0);
        }

        ReadMadt().ShouldBe("ACPI: good");
        ReadSrat().ShouldBe("ACPI: SRAT names more than 256 memory ranges");
    }

    [Fact]
    public void Garbled_tables_are_read_or_refused_but_never_crash()
    {
        var madt = _acpi.Processors(4).PlaceLocalApic(0, 0).PlaceLocalX2Apic(1, 1).PlaceMemory(0, 1, 0).MadtTable();
        var srat = _acpi.SratTable();
        Prop.ForAll(Gen.Choose(0, 1000).Two().Select(t => (At: t.Item1, Value: t.Item2)).ArrayOf().ToArbitrary(), changes =>
        {
            var (a, b) = (madt.ToArray(), srat.ToArray());
            foreach (var (at, value) in changes)
            {
                a[at % a.Length] = (byte)value;
                b[at % b.Length] = (byte)value;
            }

            _topology = default;
            _ = Madt.Read(a, ref _topology);
            _ = Srat.Read(b, ref _topology);
            return _topology.Processors.Length <= MachineTopology.MaxProcessors;
        }).QuickCheckThrowOnFailure();
    }

    private string ReadMadt()
    {
        _topology = default;
        return Madt.Read(_acpi.MadtTable(), ref _topology).Describe();
    }

    private string ReadSrat() => Srat.Read(_acpi.SratTable(), ref _topology).Describe();

    private uint[] Ids() => _topology.Processors.ToArray().Select(p => p.ApicId).ToArray();
}
