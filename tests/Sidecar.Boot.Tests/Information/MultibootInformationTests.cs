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

public sealed class MultibootInformationTests
{
    private readonly Simulation.Simulation _machine = new();
    private BootInformation _information;

    [Fact]
    public void Everything_is_copied()
    {
        Read(Usual().CommandLine("log=1").Module(0x20_0000, 0x20_1000, "sidecar").Tag(15, new byte[36]).Tag(14, new byte[20]).Tag(4, new byte[8]))
            .Describe().ShouldBe("boot information: good");
        _information.Protocol.ShouldBe(BootProtocol.Multiboot2);
        Encoding.UTF8.GetString(_information.CommandLine).ShouldBe("log=1");
        Encoding.UTF8.GetString(_information.Modules[0].Name).ShouldBe("sidecar");
        _information.Modules[0].Range.ShouldBe(new(0x20_0000, 0x20_1000));
        _information.Regions[0].Range.ShouldBe(new(0x10_0000, 0x180_0000));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_newer_root_pointer_wins_whatever_the_order(bool newerFirst)
    {
        var (first, second) = newerFirst ? (15u, 14u) : (14u, 15u);
        var firstAt = MultibootBuilder.Address + 8;
        var secondAt = firstAt + 24;
        Read(new MultibootBuilder().Tag(first, new byte[16]).Tag(second, new byte[16]).MemoryMap((0x10_0000, 0x1000, 1))).IsGood.ShouldBeTrue();
        _information.Rsdp.ShouldBe((newerFirst ? firstAt : secondAt) + 8);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(1_048_577u)]
    [InlineData(uint.MaxValue)]
    public void An_impossible_total_size(uint size)
    {
        Usual().WriteTo(_machine.Memory, size);
        Read().Describe().ShouldBe($"boot information: Multiboot2 total size is {size} bytes, expected 16 to 1048576");
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(7u)]
    [InlineData(0x7fff_ffffu)]
    [InlineData(uint.MaxValue)]
    public void A_tag_of_impossible_size(uint size)
        => Read(new MultibootBuilder().Tag(1, size, new byte[8])).Describe()
            .ShouldBe("boot information: the Multiboot2 tag at offset 8 has an impossible size");

    [Theory]
    [InlineData(3u)]
    [InlineData(6u)]
    public void A_tag_too_short_for_its_kind(uint type)
        => Read(Usual().Tag(type, new byte[4])).Describe().ShouldBe("boot information: the Multiboot2 tag at offset 48 has an impossible size");

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(25)]
    public void Memory_map_entries_of_impossible_size(int size)
        => Read(new MultibootBuilder().Tag(6, [.. BitConverter.GetBytes(size), .. new byte[28]])).Describe()
            .ShouldBe($"boot information: Multiboot2 memory map entries of {size} bytes, expected a multiple of 8 from 24 on");

    [Fact]
    public void Larger_entries_are_read_by_their_size()
    {
        var entry = new byte[32];
        BitConverter.TryWriteBytes(entry, 0x10_0000UL).ShouldBeTrue();
        BitConverter.TryWriteBytes(entry.AsSpan(8), 0x1000UL).ShouldBeTrue();
        entry[16] = 1;
        Read(new MultibootBuilder().Tag(6, [.. BitConverter.GetBytes(32), .. new byte[4], .. entry, .. entry])).IsGood.ShouldBeTrue();
        _information.Regions.Length.ShouldBe(2);
        _information.Regions[1].Range.ShouldBe(new(0x10_0000, 0x10_1000));
    }

    [Fact]
    public void No_memory_map() => Read(new MultibootBuilder().CommandLine("")).Describe().ShouldBe("boot information: there is no memory map");

    [Fact]
    public void Too_long_a_memory_map()
        => Read(new MultibootBuilder().MemoryMap(Enumerable.Range(0, 257).Select(i => ((ulong)i << 12, 0x1000UL, 1u)).ToArray())).Describe()
            .ShouldBe("boot information: the memory map has more than 256 entries");

    [Fact]
    public void Too_many_modules()
        => Read(Enumerable.Range(0, BootInformation.MaxModules + 1).Aggregate(Usual(), (b, _) => b.Module(1, 2, ""))).Describe()
            .ShouldBe("boot information: there are more than 20 modules");

    [Fact]
    public void A_module_that_ends_before_it_starts()
        => Read(Usual().Module(0x2000, 0x1000, "")).Describe().ShouldBe("boot information: the module at 0x2000 has an impossible size");

    [Fact]
    public void Garbled_information_is_read_or_refused_but_never_crashes()
    {
        Prop.ForAll(Gen.Choose(0, 255).ArrayOf().ToArbitrary(), Gen.Choose(16, 200).ToArbitrary(), (bytes, size) =>
        {
            var memory = _machine.Memory.AsSpan((int)MultibootBuilder.Address, 0x800);
            memory.Clear();
            for (var i = 0; i < Math.Min(bytes.Length, 0x700); i++)
            {
                // Mostly small numbers, as types and sizes are.
                memory[8 + i] = (byte)(i % 4 == 0 ? bytes[i] % 40 : bytes[i] < 250 ? 0 : bytes[i]);
            }

            BitConverter.TryWriteBytes(memory, size).ShouldBeTrue();
            _information = default;
            var result = Read();
            return result.IsGood == result.Describe().EndsWith("good", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    private static MultibootBuilder Usual() => new MultibootBuilder().MemoryMap((0x10_0000, 0x170_0000, 1));

    private BootInformationResult Read(MultibootBuilder builder)
    {
        builder.WriteTo(_machine.Memory);
        return Read();
    }

    private BootInformationResult Read()
    {
        _machine.Use();
        return MultibootInformation.Read<SimulatedMachine>(MultibootBuilder.Address, ref _information);
    }
}
