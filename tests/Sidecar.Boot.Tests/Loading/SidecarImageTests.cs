using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Sidecar.Boot.Loading;
using Sidecar.Boot.Tests.Simulation;
using Sidecar.Protocol.Elf;
using Xunit;
using static Sidecar.Boot.Tests.Simulation.ElfBuilder;

namespace Sidecar.Boot.Tests.Loading;

public sealed class SidecarImageTests
{
    /// <summary>Every damage with what is said of it.</summary>
    public static TheoryData<string, string> Damages => new()
    {
        { nameof(ImageProblem.TooShort), "has 63 bytes, too short for an ELF header of 64" },
        { nameof(ImageProblem.Magic), "not an ELF file, it starts with 0x464c45ff, expected 0x464c457f" },
        { nameof(ImageProblem.Class), "ELF class is 1, expected 2 (64-bit)" },
        { nameof(ImageProblem.Endianness), "ELF data encoding is 2, expected 1 (little-endian)" },
        { nameof(ImageProblem.Version), "ELF version is 3, expected 1" },
        { nameof(ImageProblem.Machine), "made for machine 183, expected 62 (x86-64)" },
        { nameof(ImageProblem.Type), "ELF type is 2, expected 3 (position-independent)" },
        { nameof(ImageProblem.ProgramHeaderSize), "program headers of 32 bytes, expected 56" },
        { nameof(ImageProblem.ProgramHeaderCount), "has 0 program headers, expected 1 to 32" },
        { nameof(ImageProblem.ProgramHeadersOutside), "truncated: the program headers end at byte 12320, the file at 12288" },
        { nameof(ImageProblem.Interpreter), "program header 3 asks for an interpreter: this is a program, not a kernel" },
        { nameof(ImageProblem.SegmentOutside), "truncated: a segment ends at byte 12288, the file at 12287" },
        { nameof(ImageProblem.SegmentSizes), "a segment has 2048 bytes in the file, more than in memory: 2047" },
        { nameof(ImageProblem.SegmentTooHigh), "a segment ends at 0x200001, beyond the image's 2 MiB" },
        { nameof(ImageProblem.WritableCode), "segment 0 is both writable and executable" },
        { nameof(ImageProblem.SegmentsOverlap), "segments overlap: 0 and 1" },
        { nameof(ImageProblem.NoSegments), "there is no segment to load" },
        { nameof(ImageProblem.Entry), "the entry point 0x2010 is in no executable segment" },
        { nameof(ImageProblem.NoDynamic), "there is no dynamic section, so it could not relocate itself" },
        { nameof(ImageProblem.SecondDynamic), "program header 3 is a second dynamic section" },
        { nameof(ImageProblem.DynamicOutside), "the dynamic section at 0x2fff is not within a segment" },
        { nameof(ImageProblem.DynamicUnterminated), "the dynamic section has no end" },
        { nameof(ImageProblem.DynamicTag), "the dynamic section has tag 0x1, which a static image has not" },
        { nameof(ImageProblem.RelocationsOutside), "the relocations at 0x2ff0 are not within a segment" },
        { nameof(ImageProblem.RelocationSize), "relocations of 16 bytes, expected 24" },
        { nameof(ImageProblem.RelocationType), "a relocation of type 37, expected 8 (relative); number 1" },
        { nameof(ImageProblem.RelocationTarget), "a relocation writes to 0x37f9, outside of every segment" },
    };

    [Fact]
    public void A_good_file_is_accepted_and_loaded()
    {
        var file = Build();
        SidecarImage.Open(file, out var image).Describe().ShouldBe("sidecar.elf: good");
        image.Entry.ShouldBe((ulong)EntryAddress);
        image.MemorySize.ShouldBe(MemorySize);

        var block = new byte[SidecarImage.BlockSize];
        block.AsSpan().Fill(0xcc);
        image.Load(block);
        block.AsSpan(0x1000, 0x800).SequenceEqual(file.AsSpan(0x1000, 0x800)).ShouldBeTrue();
        block.AsSpan(0x2000, 0x1000).SequenceEqual(file.AsSpan(0x2000, 0x1000)).ShouldBeTrue();
        block.AsSpan(0, 0x1000).IndexOfAnyExcept((byte)0).ShouldBe(-1);
        block.AsSpan(0x3000).IndexOfAnyExcept((byte)0).ShouldBe(-1);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Each_damage_has_its_message(string damage, string message)
    {
        var problem = Enum.Parse<ImageProblem>(damage);
        var result = SidecarImage.Open(Break(problem), out _);
        result.Describe().ShouldBe($"sidecar.elf: {message}");
        result.Problem.ShouldBe(problem);
        result.Describe("other.elf").ShouldBe($"other.elf: {message}");
    }

    [Fact]
    public void Every_problem_of_a_file_is_among_the_damages()
        => Enum.GetNames<ImageProblem>().Except([nameof(ImageProblem.None), nameof(ImageProblem.NoModule), nameof(ImageProblem.ModuleUnreachable)])
            .ShouldBe(Damages.Select(row => (string)row[0]));

    [Theory]
    [InlineData("NoModule", "sidecar.elf: no such module was loaded")]
    [InlineData("ModuleUnreachable", "sidecar.elf: loaded at 0x1000, outside of mapped memory")]
    public void Files_that_are_not_there(string problem, string message)
        => new ImageResult(Enum.Parse<ImageProblem>(problem), 0x1000).Describe().ShouldBe(message);

    [Fact]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        var file = Build();
        for (var length = 0; length < file.Length; length++)
        {
            SidecarImage.Open(file.AsSpan(0, length), out _).IsGood.ShouldBeFalse($"{length} bytes");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(18)]
    [InlineData(35)]
    public void Tables_that_nobody_would_apply_are_refused(ulong tag)
    {
        var file = Build();
        PutDynamic(file, 3, tag, 24);
        SidecarImage.Open(file, out _).Problem.ShouldBe(ImageProblem.DynamicTag);
        PutDynamic(file, 3, tag, 0);
        SidecarImage.Open(file, out _).IsGood.ShouldBeTrue();
    }

    [Fact]
    public void An_image_without_relocations_is_fine()
    {
        var file = Build();
        PutDynamic(file, 1, 8, 0);
        PutDynamic(file, 0, 7, 0xffff_ffff);
        SidecarImage.Open(file, out _).IsGood.ShouldBeTrue();
    }

    [Fact]
    public void A_segment_may_fill_the_block_exactly()
    {
        var file = Build();
        PutSegment(file, Data, 1, 6, 0x2000, 0x2000, 0x1000, SidecarImage.BlockSize - 0x2000);
        SidecarImage.Open(file, out var image).IsGood.ShouldBeTrue();
        image.Load(new byte[SidecarImage.BlockSize]);
    }

    /// <summary>Bits are flipped where they matter: in the headers, the dynamic section and the relocations.</summary>
    [Fact]
    public void Whatever_bits_flip_the_file_is_refused_or_safe_to_load()
    {
        var places = Enumerable.Range(0, ProgramHeaders + (4 * 56)).Concat(Enumerable.Range(DynamicOffset, 0x80)).Concat(Enumerable.Range(RelocationOffset, 48)).ToArray();
        var flips = Gen.Choose(0, (places.Length * 8) - 1).NonEmptyListOf();
        var block = new byte[SidecarImage.BlockSize];
        Prop.ForAll(flips.ToArbitrary(), bits =>
        {
            var file = Build();
            foreach (var bit in bits)
            {
                file[places[bit >> 3]] ^= (byte)(1 << (bit & 7));
            }

            var result = SidecarImage.Open(file, out var image);
            if (!result.IsGood)
            {
                result.Describe().Length.ShouldBeGreaterThan("sidecar.elf: ".Length);
                return;
            }

            image.Load(block);
            var executable = false;
            foreach (var segment in Loaded(image))
            {
                (segment.IsWritable && segment.IsExecutable).ShouldBeFalse();
                (segment.Address + segment.MemorySize).ShouldBeLessThanOrEqualTo(SidecarImage.BlockSize);
                executable |= segment.IsExecutable && image.Entry >= segment.Address && image.Entry < segment.Address + segment.FileSize;
            }

            executable.ShouldBeTrue();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    private static List<Segment> Loaded(SidecarImage image)
    {
        var segments = new List<Segment>();
        for (var i = 0; i < image.SegmentCount; i++)
        {
            if (image[i].Type == Segment.Load)
            {
                segments.Add(image[i]);
            }
        }

        return segments;
    }

    private static byte[] Break(ImageProblem problem)
    {
        var file = Build();
        switch (problem)
        {
            case ImageProblem.TooShort:
                return file[..63];
            case ImageProblem.Magic:
                file[0] = 0xff;
                break;
            case ImageProblem.Class:
                file[4] = 1;
                break;
            case ImageProblem.Endianness:
                file[5] = 2;
                break;
            case ImageProblem.Version:
                Put32(file, 20, 3);
                break;
            case ImageProblem.Machine:
                Put16(file, 18, 183);
                break;
            case ImageProblem.Type:
                Put16(file, 16, 2);
                break;
            case ImageProblem.ProgramHeaderSize:
                Put16(file, 54, 32);
                break;
            case ImageProblem.ProgramHeaderCount:
                Put16(file, 56, 0);
                break;
            case ImageProblem.ProgramHeadersOutside:
                Put64(file, 32, FileLength + 32 - (4 * 56));
                break;
            case ImageProblem.Interpreter:
                PutSegment(file, Other, 3, 4, 0x1000, 0x1000, 16, 16);
                break;
            case ImageProblem.SegmentOutside:
                return file[..^1];
            case ImageProblem.SegmentSizes:
                PutSegment(file, ElfBuilder.Text, 1, 5, 0x1000, 0x1000, 0x800, 0x7ff);
                break;
            case ImageProblem.SegmentTooHigh:
                PutSegment(file, Data, 1, 6, 0x2000, 0x2000, 0x1000, SidecarImage.BlockSize - 0x2000 + 1);
                break;
            case ImageProblem.WritableCode:
                PutSegment(file, ElfBuilder.Text, 1, 7, 0x1000, 0x1000, 0x800, 0x800);
                break;
            case ImageProblem.SegmentsOverlap:
                PutSegment(file, ElfBuilder.Text, 1, 5, 0x1000, 0x1000, 0x800, 0x1001);
                break;
            case ImageProblem.NoSegments:
                PutSegment(file, ElfBuilder.Text, 0, 5, 0, 0, 0, 0);
                PutSegment(file, Data, 0, 6, 0, 0, 0, 0);
                break;
            case ImageProblem.Entry:
                Put64(file, 24, 0x2010);
                break;
            case ImageProblem.NoDynamic:
                PutSegment(file, Dynamic, 0, 4, 0, 0, 0, 0);
                break;
            case ImageProblem.SecondDynamic:
                PutSegment(file, Other, 2, 4, DynamicOffset, DynamicOffset, 0x80, 0x80);
                break;
            case ImageProblem.DynamicOutside:
                PutSegment(file, Dynamic, 2, 4, 0x2fff, 0x2fff, 0x80, 0x80);
                break;
            case ImageProblem.DynamicUnterminated:
                PutSegment(file, Dynamic, 2, 4, DynamicOffset, DynamicOffset, 0x40, 0x40);
                break;
            case ImageProblem.DynamicTag:
                PutDynamic(file, 3, 1, 0);
                break;
            case ImageProblem.RelocationsOutside:
                PutDynamic(file, 0, 7, 0x2ff0);
                break;
            case ImageProblem.RelocationSize:
                PutDynamic(file, 2, 9, 16);
                break;
            case ImageProblem.RelocationType:
                PutRelocation(file, 1, 0x2008, 37, 0);
                break;
            case ImageProblem.RelocationTarget:
                PutRelocation(file, 1, 0x37f9, 8, 0);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(problem), problem, "no damage for it");
        }

        return file;
    }
}
