using Shouldly;
using Sidecar.Vmm.Linux;
using Sidecar.Vmm.Linux.Guests;
using Xunit;

namespace Sidecar.Cli.Tests.Vmm;

/// <summary>The VMM's command line.</summary>
public sealed class VmmArgumentsTests
{
    [Fact]
    public void A_name_alone_has_what_the_scenario_has()
    {
        var arguments = VmmArguments.Read(["soak"]).ShouldNotBeNull();
        (arguments.Scenario, arguments.Policy, arguments.CommandCount, arguments.RandomSeed).ShouldBe(("soak", ConversionPolicy.StayRemote, null, null));
    }

    [Fact]
    public void Options_come_behind_it_in_any_order()
    {
        var arguments = VmmArguments.Read(["soak", "--seed=7", "--policy=convert", "--commands=500"]).ShouldNotBeNull();
        (arguments.Policy, arguments.CommandCount, arguments.RandomSeed).ShouldBe((ConversionPolicy.ConvertOnFirstExit, 500, 7));
        VmmArguments.Read(["soak", "--policy=remote", "--seed=0"]).ShouldNotBeNull().RandomSeed.ShouldBe(0);
    }

    [Theory]
    [InlineData("--seed=7")]
    [InlineData("soak soak")]
    [InlineData("soak --commands=0")]
    [InlineData("soak --commands=-1")]
    [InlineData("soak --commands=")]
    [InlineData("soak --commands=1x")]
    [InlineData("soak --seed=99999999999")]
    [InlineData("soak --policy=stay")]
    [InlineData("soak --SEED=1")]
    public void Anything_else_is_refused(string words) => VmmArguments.Read(words.Split(' ')).ShouldBeNull();
}
