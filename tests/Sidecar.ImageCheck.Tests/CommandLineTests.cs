using Shouldly;
using Xunit;

namespace Sidecar.ImageCheck.Tests;

/// <summary>Exit codes and the form of what is said.</summary>
public class CommandLineTests
{
    [Fact]
    public void A_good_image_exits_with_0_and_says_nothing()
    {
        using var image = SmallImage.Build("section .text\nstart: ret");
        CommandLine.Run("check-image", image.Path, "--kind", "sidecar").ShouldBe((0, ""));
    }

    [Fact]
    public void A_broken_rule_exits_with_1_in_the_form_of_a_build_error()
    {
        using var image = SmallImage.Build("section .text\nglobal RhpNewFast\nRhpNewFast:\nstart: ret");
        CommandLine.Run("check-image", image.Path, "--kind", "sidecar")
            .ShouldBe((1, "a.elf : error SCI005: the image contains the allocation helper RhpNewFast\n"));
    }

    [Theory]
    [InlineData]
    [InlineData("check-image", "a.elf")]
    [InlineData("check-image", "a.elf", "--kind", "other")]
    public void Wrong_usage_exits_with_2_and_shows_the_right_one(params string[] arguments)
    {
        var (exitCode, error) = CommandLine.Run(arguments);
        exitCode.ShouldBe(2);
        error.ShouldStartWith("usage: ");
    }
}
