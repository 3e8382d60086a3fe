using System;
using System.IO;
using Sidecar.ImageCheck.Elf;
using Shouldly;
using Xunit;

namespace Sidecar.ImageCheck.Tests;

/// <summary>Files that are no images, or no longer.</summary>
public class DamagedFileTests
{
    private const string Source = "section .text\nstart: ret\nsection .data align=8\ndq start";

    [Fact]
    public void A_file_that_is_no_ELF_file_is_named_as_such()
        => Should.Throw<ElfFormatException>(() => ElfFile.Parse(new byte[4096])).Message.ShouldBe("not a 64-bit little-endian ELF file");

    [Fact]
    public void A_truncated_header_is_named()
        => Should.Throw<ElfFormatException>(() => ElfFile.Parse([0x7f, (byte)'E'])).Message
            .ShouldBe("the file is truncated: its ELF header would end at byte 64, it ends at 2");

    [Fact]
    public void Wherever_a_file_is_cut_off_it_is_refused_in_words()
    {
        using var image = SmallImage.Build(Source);
        var whole = image.Bytes;
        for (var length = 0; length < whole.Length; length += 7)
        {
            Should.Throw<ElfFormatException>(() => SmallImage.Check(whole[..length])).Message.ShouldContain("truncated");
        }
    }

    [Fact]
    public void No_single_damaged_byte_makes_it_fail_in_any_other_way()
    {
        using var image = SmallImage.Build(Source);
        var whole = image.Bytes;
        var refused = 0;
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0xff;
            try
            {
                SmallImage.Check(damaged);
            }
            catch (ElfFormatException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_command_says_which_file_is_missing_and_exits_with_2()
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        CommandLine.Run("check-image", path, "--kind", "sidecar").ShouldBe((2, $"Could not find file '{path}'.\n"));
    }
}
