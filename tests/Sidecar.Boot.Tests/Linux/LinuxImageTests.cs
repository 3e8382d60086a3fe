using System;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Linux;
using Sidecar.Boot.Tests.Simulation;
using Sidecar.Protocol.Text;
using Xunit;

namespace Sidecar.Boot.Tests.Linux;

public sealed class LinuxImageTests
{
    [Fact]
    public void Good_image()
    {
        var file = LinuxBuilder.Build();
        LinuxImage.Open(file, out var image).IsGood.ShouldBeTrue();
        image.Kernel.Length.ShouldBe(LinuxBuilder.KernelLength);
        image.MemorySize.ShouldBe(LinuxBuilder.MemorySize);
        image.Alignment.ShouldBe(LinuxBuilder.Alignment);
        image.LowestAddress.ShouldBe(LinuxBuilder.LowestAddress);
        image.CommandLineSize.ShouldBe(2047);
        Encoding.ASCII.GetString(image.Version).ShouldBe(LinuxBuilder.Version);
        image.Header.SequenceEqual(file.AsSpan(0x1f1, 0x202 + 0x6a - 0x1f1)).ShouldBeTrue();
        LinuxImage.Entry(0x100_0000).ShouldBe(0x100_0200UL);
    }

    [Theory]
    [InlineData(0x1fe, 1, 0, "the module of 14848 bytes is no bzImage")]
    [InlineData(0x202, 1, 0, "the module of 14848 bytes is no bzImage")]
    [InlineData(0x201, 1, 0xff, "the module of 14848 bytes is no bzImage")]
    [InlineData(0x206, 2, 0x20d, "its boot protocol is 2.13, 2.14 is needed")]
    [InlineData(0x236, 2, 0x3e, "it has no 64-bit entry, xloadflags is 0x3e")]
    [InlineData(0x234, 1, 0, "it can run at 0x1000000 only; build it with CONFIG_RELOCATABLE")]
    [InlineData(0x1f1, 1, 29, "its real-mode part of 29 sectors is longer than the file")]
    [InlineData(0x230, 4, 0x30_0000, "it says that it needs 36864 bytes, or an alignment, which makes no sense")]
    [InlineData(0x230, 4, 0, "it says that it needs 36864 bytes, or an alignment, which makes no sense")]
    [InlineData(0x260, 4, 0x2fff, "it says that it needs 12287 bytes, or an alignment, which makes no sense")]
    public void Each_damage_has_its_message(int at, int size, int value, string message)
    {
        var file = LinuxBuilder.Build();
        for (var i = 0; i < size; i++)
        {
            file[at + i] = (byte)(value >> (8 * i));
        }

        Describe(LinuxImage.Open(file, out _)).ShouldBe(message);
    }

    [Fact]
    public void Version_that_is_not_there_is_empty()
    {
        var file = LinuxBuilder.Build();
        LinuxBuilder.Put16(file, 0x20e, 0xf000);
        LinuxImage.Open(file, out var image).IsGood.ShouldBeTrue();
        image.Version.IsEmpty.ShouldBeTrue();
    }

    /// <summary>Whatever is in a file, opening it and looking at all of it never leaves the file.</summary>
    [Fact]
    public void Garbled_file_is_read_or_refused()
        => Prop.ForAll(
            Gen.Choose(0, 0x300).Two().SelectMany(at => Gen.Choose(0, 255).Two().Select(value => (at, value))).ToArbitrary(),
            damage =>
            {
                var file = LinuxBuilder.Build();
                file[damage.at.Item1] = (byte)damage.value.Item1;
                file[damage.at.Item2] = (byte)damage.value.Item2;
                if (LinuxImage.Open(file, out var image).IsGood)
                {
                    _ = image.Version.Length + image.Header.Length + image.Kernel.Length;
                    ((ulong)image.Kernel.Length).ShouldBeLessThanOrEqualTo(image.MemorySize);
                    image.CommandLineSize.ShouldBeGreaterThanOrEqualTo(0);
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Truncated_file_is_refused()
    {
        var file = LinuxBuilder.Build();
        for (var length = 0; length < LinuxBuilder.SetupLength + 0x200; length++)
        {
            LinuxImage.Open(file.AsSpan(0, length), out _).IsGood.ShouldBeFalse();
        }
    }

    internal static string Describe(LinuxResult result)
    {
        var buffer = new byte[256];
        var text = new Utf8Writer(buffer);
        result.Describe(ref text);
        return Encoding.UTF8.GetString(text.Written);
    }
}
