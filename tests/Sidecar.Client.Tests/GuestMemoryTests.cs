using System;
using System.IO;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Memory;
using Xunit;

namespace Sidecar.Client.Tests;

/// <summary>VTL0's memory, over a file that stands for the device.</summary>
public sealed class GuestMemoryTests
{
    private static readonly GuestMemoryRange[] s_ranges = [new(0x1000, 0x2000), new(0x8000, 0x1000)];

    [Fact]
    public void An_address_is_an_offset_into_the_device()
    {
        using var folder = new TemporaryFolder();
        var path = Device(folder);
        using var memory = GuestMemory.Open(new GuestMemoryOptions { DevicePath = path, Ranges = s_ranges });
        memory.Ranges.ShouldBe(s_ranges);
        memory.Write(0x1010, 0x1122_3344_5566_7788ul);
        memory.Read<ulong>(0x1010).ShouldBe(0x1122_3344_5566_7788ul);
        memory.Write(0x8ff8, "the end!"u8);
        memory.Span(0x8ff8, 8).SequenceEqual("the end!"u8).ShouldBeTrue();
        var bytes = new byte[8];
        memory.Read(0x8ff8, bytes);
        bytes.ShouldBe("the end!"u8.ToArray());
        memory.Span(0x1000, 0x2000).Length.ShouldBe(0x2000);
        memory.Span(0x2000, 0).Length.ShouldBe(0);
        var file = File.ReadAllBytes(path);
        BitConverter.ToUInt64(file, 0x1010).ShouldBe(0x1122_3344_5566_7788ul);
        file.AsSpan(0x8ff8, 8).SequenceEqual("the end!"u8).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0ul, 1)]
    [InlineData(0xfffUL, 2)]
    [InlineData(0x2fffUL, 2)]
    [InlineData(0x3000ul, 0)]
    [InlineData(0x8fffUL, int.MaxValue)]
    [InlineData(0x9000ul, 1)]
    [InlineData(ulong.MaxValue, 1)]
    [InlineData(ulong.MaxValue, int.MaxValue)]
    public void What_is_not_the_guests_is_refused_with_what_is(ulong address, int length)
    {
        using var folder = new TemporaryFolder();
        using var memory = GuestMemory.Open(new GuestMemoryOptions { DevicePath = Device(folder), Ranges = s_ranges });
        Should.Throw<ArgumentOutOfRangeException>(() => memory.Span(address, length).Length).Message
            .ShouldStartWith($"0x{address:x}, {length} bytes, is not the guest's memory, which is 0x1000 to 0x2fff, 0x8000 to 0x8fff");
        Should.Throw<ArgumentOutOfRangeException>(() => memory.Span(0x1000, -1).Length);
    }

    [Fact]
    public void After_its_end_it_says_so_and_a_span_that_was_kept_does_no_harm()
    {
        using var folder = new TemporaryFolder();
        var path = Device(folder);
        var memory = GuestMemory.Open(new GuestMemoryOptions { DevicePath = path, Ranges = s_ranges });
        var span = memory.Span(0x1000, 8);
        span[0] = 1;
        memory.Dispose();
        span[0].ShouldBe((byte)0);
        span[0] = 2;
        File.ReadAllBytes(path)[0x1000].ShouldBe((byte)1);
        Should.Throw<ObjectDisposedException>(() => memory.Read<byte>(0x1000));
    }

    [Fact]
    public void Ranges_are_those_of_the_ACPI_device()
    {
        using var folder = new TemporaryFolder();
        var path = Device(folder);
        folder.Write("bus/platform/devices/SDCR0002:00/resource", "0x0000000000001000 0x0000000000002fff 0x0000000000000200\n0x0000000000008000 0x0000000000008fff 0x0000000000000200\n");
        using var memory = GuestMemory.Open(new GuestMemoryOptions { DevicePath = path, SysfsPath = folder.Path });
        memory.Ranges.ShouldBe(s_ranges);
    }

    [Fact]
    public void Or_those_that_Linuxs_table_of_memory_has_for_it()
    {
        using var folder = new TemporaryFolder();
        var iomem = folder.Write("iomem", "00000000-00000fff : Reserved\n00001000-0007ffff : Reserved\n  00001000-00002fff : SDCR0002:00\n  00003000-00003fff : SDCR0001:00\n  8000-8fff : SDCR0002:00\n00000000-00000000 : SDCR0002:00\n: SDCR0002:00\n-:\nx-y : SDCR0002:00\n");
        using var memory = GuestMemory.Open(new GuestMemoryOptions { DevicePath = Device(folder), SysfsPath = folder.Path, IomemPath = iomem });
        memory.Ranges.ShouldBe(s_ranges);
    }

    [Fact]
    public void A_machine_without_a_guest_is_told_from_a_failure()
    {
        using var folder = new TemporaryFolder();
        var none = Should.Throw<SidecarException>(() => GuestMemory.Open(new GuestMemoryOptions { SysfsPath = folder.Path, IomemPath = "/does/not/exist" }));
        none.Kind.ShouldBe(SidecarErrorKind.NoDevice);
        none.Message.ShouldBe($"neither {folder.Path}/bus/platform/devices/SDCR0002:00 nor /does/not/exist names memory of VTL0's: this machine has no VTL0, or this program is not root's; Ranges can say where it is");
        Should.Throw<SidecarException>(() => GuestMemory.Open(new GuestMemoryOptions { DevicePath = "/does/not/exist", Ranges = s_ranges })).Message.ShouldStartWith("/does/not/exist does not exist");
        var failure = Should.Throw<SidecarException>(() => GuestMemory.Open(new GuestMemoryOptions { DevicePath = "/dev/null", Ranges = s_ranges }));
        failure.Message.ShouldBe("/dev/null: guest memory 0x1000 to 0x2fff cannot be mapped: ENODEV (No such device)");
        failure.Errno.ShouldBe(Errno.ENODEV);
    }

    [Theory]
    [InlineData(0x1000ul, 0ul)]
    [InlineData(0x1001ul, 0x1000ul)]
    [InlineData(0x1000ul, 0x1001ul)]
    [InlineData(0xffff_ffff_ffff_f000ul, 0x1000ul)]
    [InlineData(0x1000ul, 0xffff_ffff_ffff_f000ul)]
    public void Ranges_that_cannot_be_mapped_are_refused(ulong start, ulong length) =>
        Should.Throw<ArgumentException>(() => GuestMemory.Open(new GuestMemoryOptions { DevicePath = "/dev/null", Ranges = [new(start, length)] })).Message
            .ShouldStartWith($"the range from 0x{start:x}, 0x{length:x} bytes, cannot be mapped; whole pages of 4096 bytes, one at least, would do");

    [Theory]
    [InlineData("", "")]
    [InlineData("state = active\nmem 0x1000-0x1fff\nirq 5\n", "0x1000 to 0x1fff")]
    [InlineData("0x1000 0x2fff 0x200\r\n0x0 0x0 0x0\n[mem 0x100000000-0x1ffffffff]", "0x1000 to 0x2fff, 0x100000000 to 0x1ffffffff")]
    [InlineData("0x2000 0x1fff\n0x 0x\n0x0 0xffffffffffffffff\n0xfffffffffffffffff 0x1\n1000-1fff", "")]
    public void Resources_are_read_in_any_form_that_Linux_writes_them(string text, string ranges) => string.Join(", ", RangeText.Parse(text)).ShouldBe(ranges);

    [Fact]
    public void No_text_makes_it_throw() => Prop.ForAll<string>(text =>
    {
        RangeText.Parse((text ?? "") + " 0x1000-0x1fff").ShouldAllBe(range => range.Length > 0);
        RangeText.ParseIomem((text ?? "") + " : SDCR0002:00", "SDCR0002:00").ShouldAllBe(range => range.Length > 0);
    }).QuickCheckThrowOnFailure();

    private static string Device(TemporaryFolder folder)
    {
        var path = folder.Write("low", "");
        using var file = File.OpenWrite(path);
        file.SetLength(0x10000);
        return path;
    }
}
