using System;
using System.Buffers.Binary;
using Shouldly;
using Sidecar.Boot.Acpi;
using Sidecar.Boot.Tests.Simulation;
using Xunit;

namespace Sidecar.Boot.Tests.Acpi;

public sealed class AcpiTablesTests
{
    private readonly Simulation.Simulation _machine = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tables_are_found_through_either_root_table(bool old)
    {
        new AcpiBuilder { IsOld = old }.Processors(3).PlaceLocalApic(0, 0).WriteTo(_machine.Memory);
        Find(AcpiSignature.Madt).ShouldBe("ACPI: good");
        Find(AcpiSignature.Srat).ShouldBe("ACPI: good");
    }

    [Fact]
    public void Without_a_pointer_the_BIOS_area_is_searched()
    {
        new AcpiBuilder().Processors(1).WriteTo(_machine.Memory);
        Find(AcpiSignature.Madt, rootPointer: 0).ShouldBe("ACPI: good");
    }

    [Fact]
    public void No_root_pointer_anywhere()
        => Find(AcpiSignature.Madt, rootPointer: 0).ShouldBe("ACPI: no root pointer, neither from the loader nor between 0xe0000 and 0xfffff");

    [Fact]
    public void Root_pointer_of_another_kind()
        => Find(AcpiSignature.Madt).ShouldBe("ACPI: the root pointer at 0xe0010 does not start with \"RSD PTR \"");

    [Fact]
    public void Root_pointer_beyond_memory()
        => Find(AcpiSignature.Madt, ulong.MaxValue - 4).ShouldBe("ACPI: the root pointer at 0xfffffffffffffffb does not start with \"RSD PTR \"");

    [Theory]
    [InlineData(9)]
    [InlineData(33)]
    public void Root_pointer_with_a_wrong_checksum(int damaged)
    {
        new AcpiBuilder().Processors(1).WriteTo(_machine.Memory);
        _machine.Memory[(int)AcpiBuilder.RootPointer + damaged] ^= 1;
        Find(AcpiSignature.Madt).ShouldBe("ACPI: the root pointer at 0xe0010 has a wrong checksum");
    }

    [Fact]
    public void Missing_table()
    {
        new AcpiBuilder().Processors(1).WriteTo(_machine.Memory);
        Find(AcpiSignature.Srat).ShouldBe("ACPI: SRAT is not there");
    }

    [Fact]
    public void Root_table_of_another_name()
    {
        var places = new AcpiBuilder().Processors(1).WriteTo(_machine.Memory);
        _machine.Memory[places["XSDT"]] ^= 0x20;
        Find(AcpiSignature.Madt).ShouldBe($"ACPI: XSDT expected at 0x{places["XSDT"]:x}, another table is there");
    }

    [Fact]
    public void Root_table_beyond_memory()
    {
        new AcpiBuilder().Processors(1).WriteTo(_machine.Memory);
        var pointer = _machine.Memory.AsSpan((int)AcpiBuilder.RootPointer, 36);
        BinaryPrimitives.WriteUInt64LittleEndian(pointer[24..], 0x1234_5678_0000);
        AcpiBuilder.FixChecksum(pointer, 32);
        Find(AcpiSignature.Madt).ShouldBe("ACPI: XSDT points to 0x123456780000, outside of mapped memory");
    }

    [Theory]
    [InlineData("XSDT", 35u)]
    [InlineData("APIC", 0u)]
    [InlineData("APIC", 0x7fff_ffffu)]
    public void Table_of_impossible_length(string table, uint length)
    {
        var places = new AcpiBuilder().Processors(1).WriteTo(_machine.Memory);
        BinaryPrimitives.WriteUInt32LittleEndian(_machine.Memory.AsSpan(places[table] + 4), length);
        Find(AcpiSignature.Madt).ShouldBe($"ACPI: {table} says it has {length} bytes, which makes no sense");
    }

    [Theory]
    [InlineData("XSDT")]
    [InlineData("APIC")]
    public void Table_with_a_wrong_checksum(string table)
    {
        var places = new AcpiBuilder().Processors(1).WriteTo(_machine.Memory);
        _machine.Memory[places[table] + 20] += 3;
        Find(AcpiSignature.Madt).ShouldBe($"ACPI: {table} has a wrong checksum, its bytes add up to 0x3");
    }

    [Fact]
    public void Entry_of_the_root_table_beyond_memory()
    {
        var places = new AcpiBuilder().Processors(1).WriteTo(_machine.Memory);
        var root = _machine.Memory.AsSpan(places["XSDT"]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(root[4..]);
        BinaryPrimitives.WriteUInt64LittleEndian(root[36..], ulong.MaxValue);
        AcpiBuilder.FixChecksum(root[..length]);
        Find(AcpiSignature.Madt).ShouldBe("ACPI: XSDT points to 0xffffffffffffffff, outside of mapped memory");
    }

    private string Find(AcpiSignature signature, ulong rootPointer = AcpiBuilder.RootPointer)
    {
        _machine.Use();
        var result = AcpiTables.Open<SimulatedMachine>(rootPointer, out var tables);
        if (result.IsGood)
        {
            result = tables.Find<SimulatedMachine>(signature, out var table);
            table.IsEmpty.ShouldBe(!result.IsGood);
        }

        return result.Describe();
    }
}
