using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Information;
using Sidecar.Boot.Tests.Simulation;
using Xunit;

namespace Sidecar.Boot.Tests.Information;

public sealed class PvhInformationTests
{
    private readonly Simulation.Simulation _machine = new();
    private BootInformation _information;

    [Fact]
    public void Everything_is_copied()
    {
        var builder = new PvhBuilder { CommandLine = "scenario=tour  idle=hlt" }.UsualMap();
        builder.File(_machine.Memory, 0x20_0000, [1, 2, 3], "sidecar.elf with arguments").File(_machine.Memory, 0x20_1000, [4]);
        Read(builder).Describe().ShouldBe("boot information: good");

        // Nothing may point into the loader's memory any more.
        _machine.Memory.AsSpan().Clear();
        _information.Protocol.ShouldBe(BootProtocol.Pvh);
        _information.Rsdp.ShouldBe(AcpiBuilder.RootPointer);
        Encoding.UTF8.GetString(_information.CommandLine).ShouldBe("scenario=tour  idle=hlt");
        _information.Modules.Length.ShouldBe(2);
        Encoding.UTF8.GetString(_information.Modules[0].Name).ShouldBe("sidecar.elf");
        _information.Modules[0].Range.ShouldBe(new(0x20_0000, 0x20_0003));
        _information.Modules[1].Name.IsEmpty.ShouldBeTrue();
        _information.Regions.Length.ShouldBe(3);
        _information.Regions[1].Kind.ShouldBe(2u);
        _information.Regions[1].Range.ShouldBe(new(0x9_fc00, 0x10_0000));
    }

    [Fact]
    public void A_long_command_line_is_cut_and_says_so()
    {
        Read(new PvhBuilder { CommandLine = new string('a', 3000) }.UsualMap()).IsGood.ShouldBeTrue();
        _information.CommandLine.Length.ShouldBe(BootInformation.MaxCommandLine);
        _information.CommandLineCut.ShouldBeTrue();
    }

    [Fact]
    public void A_command_line_that_just_fits_is_not_cut()
    {
        Read(new PvhBuilder { CommandLine = new string('a', BootInformation.MaxCommandLine) }.UsualMap()).IsGood.ShouldBeTrue();
        _information.CommandLine.Length.ShouldBe(BootInformation.MaxCommandLine);
        _information.CommandLineCut.ShouldBeFalse();
    }

    [Fact]
    public void Wrong_magic() => Read(new PvhBuilder { Magic = 0x1234 }.UsualMap()).Describe()
        .ShouldBe("boot information: PVH magic is 0x1234, expected 0x336ec578");

    [Fact]
    public void Version_0() => Read(new PvhBuilder { Version = 0 }.UsualMap()).Describe()
        .ShouldBe("boot information: PVH version 0 has no memory map, version 1 or newer is needed");

    [Fact]
    public void No_memory_map() => Read(new PvhBuilder()).Describe().ShouldBe("boot information: there is no memory map");

    [Fact]
    public void Too_long_a_memory_map()
    {
        var builder = new PvhBuilder().UsualMap();
        builder.WriteTo(_machine.Memory);
        _machine.Memory[PvhBuilder.Address + 49] = 0x10;
        Read().Describe().ShouldBe("boot information: the memory map has more than 256 entries");
    }

    [Fact]
    public void Too_many_modules()
    {
        var builder = new PvhBuilder().UsualMap();
        builder.WriteTo(_machine.Memory);
        _machine.Memory[PvhBuilder.Address + 12] = BootInformation.MaxModules + 1;
        Read().Describe().ShouldBe("boot information: there are more than 20 modules");
    }

    [Fact]
    public void A_module_beyond_memory()
    {
        var builder = new PvhBuilder().UsualMap();
        builder.Files.Add((0x7fff_0000, 0x1000, ""));
        Read(builder).Describe().ShouldBe("boot information: the module at 0x7fff0000 has an impossible size");
    }

    [Theory]
    [InlineData(40, "boot information: it points to 0xfffffffffffff000, outside of mapped memory")]
    [InlineData(16, "boot information: it points to 0xfffffffffffff000, outside of mapped memory")]
    public void A_table_beyond_memory(int field, string message)
    {
        new PvhBuilder().UsualMap().File(_machine.Memory, 0x20_0000, [1]).WriteTo(_machine.Memory);
        BitConverter.TryWriteBytes(_machine.Memory.AsSpan((int)PvhBuilder.Address + field), 0xffff_ffff_ffff_f000).ShouldBeTrue();
        Read().Describe().ShouldBe(message);
    }

    [Fact]
    public void Start_info_beyond_memory()
    {
        _machine.Use();
        PvhInformation.Read<SimulatedMachine>(Simulation.Simulation.MemorySize - 8, ref _information).Problem.ShouldBe(BootInformationProblem.Unreachable);
    }

    [Fact]
    public void Garbled_information_is_read_or_refused_but_never_crashes()
    {
        var fields = Gen.Elements<ulong>(0, 1, 0xff, 0x6000, 0x7fff_ffff, 0xffff_ffff, ulong.MaxValue, ulong.MaxValue - 0xfff).ArrayOf(5);
        Prop.ForAll(fields.ToArbitrary(), values =>
        {
            new PvhBuilder { CommandLine = "x" }.UsualMap().File(_machine.Memory, 0x20_0000, [1], "a").WriteTo(_machine.Memory);
            foreach (var (value, index) in values.Select((v, i) => (v, i)))
            {
                BitConverter.TryWriteBytes(_machine.Memory.AsSpan((int)PvhBuilder.Address + 8 + (index * 8)), value).ShouldBeTrue();
            }

            _information = default;
            var result = Read();
            return result.IsGood == result.Describe().EndsWith("good", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    private BootInformationResult Read(PvhBuilder builder)
    {
        builder.WriteTo(_machine.Memory);
        return Read();
    }

    private BootInformationResult Read()
    {
        _machine.Use();
        return PvhInformation.Read<SimulatedMachine>(PvhBuilder.Address, ref _information);
    }
}
