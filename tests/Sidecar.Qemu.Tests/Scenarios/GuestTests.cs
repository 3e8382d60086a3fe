using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Qemu.Tests.Machine;
using Xunit;

namespace Sidecar.Qemu.Tests.Scenarios;

/// <summary>Guests in VTL0, over the hypervisor, each on all VPs at once: what they saw was right, or they end with a number that fails the step.</summary>
public class GuestTests
{
    [Theory]
    [InlineData("hello")]
    [InlineData("counter")]
    [InlineData("exits")]
    [InlineData("modes")]
    [InlineData("compute")]
    [InlineData("escape")]
    [InlineData("state")]
    [InlineData("triple")]
    public async Task Each_guest_finds_what_it_expects(string guest)
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of(guest, 4, 2) with { SidecarElf = Images.WithGuests })).ShouldPass();
        boot.Report.Steps.ShouldContain(step => step.Name.StartsWith("guest-", System.StringComparison.Ordinal));
        boot.Report.Steps.ShouldAllBe(step => !step.Text.Contains("left out"));
    }

    [Fact]
    public async Task Without_a_hypervisor_they_are_left_out()
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("hello", 4, 2) with { SidecarElf = Images.WithGuests, Words = "no-hypervisor" })).ShouldPass();
        boot.Report.Steps.Single(step => step.Name == "guest-hello").Text.ShouldBe("left out: there is no hypervisor, so no VTL0 for a guest to run in");
    }
}
