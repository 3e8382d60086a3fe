using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Information;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Tests.Simulation;
using Xunit;

namespace Sidecar.Boot.Tests.Information;

public sealed class ModuleArchiveTests
{
    private const ulong Address = 0x20_0000;
    private const int RegularFile = 0x81a4;
    private const int Folder = 0x41ed;

    private readonly Simulation.Simulation _machine = new();
    private BootInformation _information;

    [Fact]
    public void Members_become_modules_where_they_lie()
    {
        byte[] archive = [.. Member("sidecar.elf", [1, 2, 3]), .. Member("guests", [], Folder), .. Member("guests/hello.elf", [4, 5]), .. Trailer];
        Unpack(archive).Describe().ShouldBe("boot information: good");

        Names().ShouldBe(["archive", "sidecar.elf", "guests/hello.elf"]);
        _information.Modules[0].Range.ShouldBe(PhysicalRange.OfLength(Address, (ulong)archive.Length));
        Content(1).ShouldBe([1, 2, 3]);
        Content(2).ShouldBe([4, 5]);
    }

    [Fact]
    public void Other_modules_stay_as_they_are()
    {
        _information.TryAddModule(PhysicalRange.OfLength(Address - 0x1000, 16), "sidecar.elf"u8).ShouldBeTrue();
        Unpack([.. Member("guests/a.bin", [1]), .. Trailer]).IsGood.ShouldBeTrue();
        Names().ShouldBe(["sidecar.elf", "archive", "guests/a.bin"]);

        _information = default;
        Unpack("\u007fELF and no archive"u8.ToArray()).IsGood.ShouldBeTrue();
        Names().ShouldBe([""]);
    }

    [Theory]
    [InlineData("initramfs")]
    [InlineData("/boot/initramfs")]
    public void An_initramfs_is_Linuxs_to_take_apart(string name)
    {
        Unpack([.. Member("init", [1]), .. Trailer], name).IsGood.ShouldBeTrue();
        Names().ShouldBe([name]);
    }

    [Fact]
    public void What_follows_the_trailer_does_not_matter()
        => Unpack([.. Member("a", [1]), .. Trailer, .. new byte[400]]).IsGood.ShouldBeTrue();

    [Fact]
    public void An_archive_without_an_end()
        => Unpack(Member("a", [1])).Describe().ShouldBe("boot information: the archive of modules has no member's header at offset 116");

    [Theory]
    [InlineData(14)]
    [InlineData(54)]
    [InlineData(94)]
    public void A_field_that_is_no_number(int offset)
    {
        byte[] archive = [.. Member("a", [1]), .. Trailer];
        archive[offset + 3] = (byte)'g';
        Unpack(archive).Describe().ShouldBe("boot information: the archive of modules has no member's header at offset 0");
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("00000001")]
    [InlineData("00000100")]
    [InlineData("ffffffff")]
    [InlineData("7fffffff")]
    public void A_name_of_an_impossible_size(string size)
    {
        byte[] archive = [.. Member("a", [1]), .. Trailer];
        Encoding.ASCII.GetBytes(size, archive.AsSpan(94));
        Unpack(archive).Describe().ShouldBe("boot information: the member at offset 0 of the archive of modules has a name without end");
    }

    [Theory]
    [InlineData("ffffffff")]
    [InlineData("7fffffff")]
    [InlineData("00000200")]
    public void A_member_longer_than_the_archive(string size)
    {
        byte[] archive = [.. Member("a", [1]), .. Trailer];
        Encoding.ASCII.GetBytes(size, archive.AsSpan(54));
        Unpack(archive).Describe().ShouldBe("boot information: the member at offset 0 of the archive of modules is longer than the archive");
    }

    [Fact]
    public void More_members_than_are_kept()
    {
        var members = Enumerable.Range(0, BootInformation.MaxModules).SelectMany(i => Member($"{i}", [1]));
        Unpack([.. members, .. Trailer]).Describe().ShouldBe("boot information: there are more than 20 modules");
    }

    [Fact]
    public void The_archives_memory_is_given_to_nobody()
    {
        byte[] archive = [.. Member("a", new byte[5000]), .. Trailer];
        Unpack(archive).IsGood.ShouldBeTrue();
        _information.TryAddRegion(0, Simulation.Simulation.MemorySize, MemoryRegion.Usable).ShouldBeTrue();
        var allocator = default(PageAllocator);
        MemoryPlan.Fill(_information, default, Simulation.Simulation.MemorySize, ref allocator);

        var taken = PhysicalRange.OfLength(Address, (ulong)archive.Length);
        foreach (var free in allocator.FreeRanges)
        {
            free.Range.Overlaps(taken).ShouldBeFalse();
        }
    }

    [Fact]
    public void Garbled_archives_are_read_or_refused_and_members_lie_inside()
    {
        byte[] sound = [.. Member("sidecar.elf", [1, 2, 3, 4, 5]), .. Member("guests/hello.elf", [6]), .. Trailer];
        var change = from offset in Gen.Choose(6, sound.Length - 1)
                     from value in Gen.OneOf(Gen.Elements<byte>(0, (byte)'0', (byte)'8', (byte)'f', 0xff), Gen.Choose(0, 255).Select(v => (byte)v))
                     select (offset, value);
        Prop.ForAll(Gen.Zip(change.ArrayOf(4), Gen.Choose(110, sound.Length)).ToArbitrary(), input =>
        {
            var archive = sound.AsSpan(0, input.Item2).ToArray();
            foreach (var (offset, value) in input.Item1.Where(c => c.offset < archive.Length))
            {
                archive[offset] = value;
            }

            _information = default;
            Unpack(archive);
            var whole = PhysicalRange.OfLength(Address, (ulong)archive.Length);
            var isInside = true;
            foreach (ref readonly var module in _information.Modules)
            {
                isInside &= module.Range.Start >= whole.Start && module.Range.End <= whole.End;
            }

            return isInside;
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] Trailer => Member("TRAILER!!!", [], 0);

    private static byte[] Member(string name, byte[] content, int mode = RegularFile)
    {
        var header = $"070701{1:x8}{mode:x8}{0:x8}{0:x8}{1:x8}{0:x8}{content.Length:x8}{0:x8}{0:x8}{0:x8}{0:x8}{name.Length + 1:x8}{0:x8}{name}\0";
        return [.. Padded(Encoding.ASCII.GetBytes(header)), .. Padded(content)];
    }

    private static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[-bytes.Length & 3]];

    private BootInformationResult Unpack(byte[] archive, string name = "")
    {
        archive.CopyTo(_machine.Memory, (int)Address);
        _information.TryAddModule(PhysicalRange.OfLength(Address, (ulong)archive.Length), Encoding.ASCII.GetBytes(name)).ShouldBeTrue();
        _machine.Use();
        return ModuleArchive.Unpack<SimulatedMachine>(ref _information);
    }

    private string[] Names()
    {
        var names = new string[_information.Modules.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetString(_information.Modules[i].Name);
        }

        return names;
    }

    private byte[] Content(int index)
    {
        var range = _information.Modules[index].Range;
        return _machine.Memory.AsSpan((int)range.Start, (int)range.Length).ToArray();
    }
}
