using System;
using Shouldly;
using Sidecar.Protocol.Elf;
using Sidecar.Tests;
using Sidecar.Vmm.Loading;
using Xunit;

namespace Sidecar.Vmm.Tests.Loading;

/// <summary>A guest's file is believed in nothing.</summary>
public class GuestImageTests
{
    /// <summary>What is wrong with a file, and what is said about it.</summary>
    public static TheoryData<GuestImageProblem, Action<byte[]>> Damages { get; } = new()
    {
        { GuestImageProblem.NotElf, file => file[0] = 0 },
        { GuestImageProblem.NotElf64, file => file[4] = 1 },
        { GuestImageProblem.NotElf64, file => file[5] = 2 },
        { GuestImageProblem.NotElf64, file => file[6] = 0 },
        { GuestImageProblem.NotExecutable, file => GuestFile.Write16(file, 16, 3) },
        { GuestImageProblem.NotX64, file => GuestFile.Write16(file, 18, 3) },
        { GuestImageProblem.ProgramHeaders, file => GuestFile.Write16(file, 54, 32) },
        { GuestImageProblem.ProgramHeaders, file => GuestFile.Write16(file, 56, 0) },
        { GuestImageProblem.ProgramHeaders, file => GuestFile.Write16(file, 56, 17) },
        { GuestImageProblem.ProgramHeaders, file => GuestFile.Write64(file, 32, ulong.MaxValue) },
        { GuestImageProblem.ProgramHeaders, file => GuestFile.Write64(file, 32, 0x400 - 111) },
        { GuestImageProblem.Dynamic, file => GuestFile.Segment(file, 1, 6, 0, 0, 0, 0, type: 2) },
        { GuestImageProblem.Dynamic, file => GuestFile.Segment(file, 1, 6, 0, 0, 0, 0, type: 3) },
        { GuestImageProblem.SegmentInFile, file => GuestFile.Segment(file, 0, 5, 0x200, 0x20_0000, 0x101, 0x100) },
        { GuestImageProblem.SegmentInFile, file => GuestFile.Segment(file, 0, 5, 0x301, 0x20_0000, 0x100, 0x100) },
        { GuestImageProblem.SegmentInFile, file => GuestFile.Segment(file, 0, 5, ulong.MaxValue, 0x20_0000, 0x100, 0x100) },
        { GuestImageProblem.SegmentAddress, file => GuestFile.Segment(file, 0, 5, 0x200, 0x1f_ffff, 0x100, 0x100) },
        { GuestImageProblem.SegmentAddress, file => GuestFile.Segment(file, 0, 5, 0x200, 0x3f_ffff, 2, 2) },
        { GuestImageProblem.SegmentAddress, file => GuestFile.Segment(file, 0, 5, 0x200, 0x20_0000, 0x100, ulong.MaxValue) },
        { GuestImageProblem.SegmentsOverlap, file => GuestFile.Segment(file, 0, 5, 0x200, 0x20_0000, 0x100, 0x1001) },
        { GuestImageProblem.NoSegment, file => GuestFile.Write16(file, 56, 1) },
        { GuestImageProblem.Entry, file => GuestFile.Write64(file, 24, 0x20_1000) },
        { GuestImageProblem.Entry, file => GuestFile.Write64(file, 24, 0x20_0100) },
    };

    [Fact]
    public void An_executable_is_read()
    {
        GuestImage.Read("hello.elf"u8, GuestFile.Create(), out var image).ShouldBe(GuestImageProblem.None);
        image.IsFlat.ShouldBeFalse();
        image.Entry.ShouldBe(GuestFile.Entry);
        image.SegmentCount.ShouldBe(2);
        image.SegmentAt(1).MemorySize.ShouldBe(0x1000ul);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_one_is_refused_for_what_is_wrong(GuestImageProblem problem, Action<byte[]> damage)
    {
        var file = GuestFile.Create();
        if (problem == GuestImageProblem.NoSegment)
        {
            GuestFile.Segment(file, 0, 5, 0x200, 0x20_0000, 0, 0);
        }

        damage(file);
        GuestImage.Read("guest.elf"u8, file, out _).ShouldBe(problem);
        GuestImage.Text(problem).Length.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Every_length_that_is_too_short_is_refused()
    {
        var file = GuestFile.Create();
        for (var length = 0; length < 0x380; length++)
        {
            GuestImage.Read("guest.elf"u8, file.AsSpan(0, length), out _).ShouldNotBe(GuestImageProblem.None);
        }
    }

    [Fact]
    public void What_passes_can_be_loaded_whatever_was_changed()
    {
        var random = new Random(1);
        var passed = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var file = GuestFile.Create();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                file[random.Next(GuestFile.Headers + (2 * GuestFile.HeaderSize))] = (byte)random.Next();
            }

            if (GuestImage.Read("guest.elf"u8, file, out var image) != GuestImageProblem.None)
            {
                continue;
            }

            passed++;
            for (var index = 0; index < image.SegmentCount; index++)
            {
                var segment = image.SegmentAt(index);
                if (segment.Type == Segment.Load && segment.MemorySize != 0)
                {
                    image.File.Slice((int)segment.Offset, (int)segment.FileSize).Length.ShouldBeLessThanOrEqualTo(file.Length);
                    segment.Address.ShouldBeInRange(GuestLayout.Image, GuestLayout.ImageEnd - segment.MemorySize);
                }
            }
        }

        passed.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void A_flat_image_has_up_to_64_KiB()
    {
        GuestImage.Read("modes.bin"u8, new byte[0x1_0000], out var image).ShouldBe(GuestImageProblem.None);
        image.IsFlat.ShouldBeTrue();
        GuestImage.Read("modes.bin"u8, new byte[0x1_0001], out _).ShouldBe(GuestImageProblem.FlatSize);
        GuestImage.Read("modes.bin"u8, default, out _).ShouldBe(GuestImageProblem.FlatSize);
        GuestImage.Read("modes.txt"u8, new byte[1], out _).ShouldBe(GuestImageProblem.UnknownKind);
    }
}
