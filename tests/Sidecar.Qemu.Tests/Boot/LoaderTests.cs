using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Config;
using Sidecar.Qemu.Tests.Machine;
using Xunit;

namespace Sidecar.Qemu.Tests.Boot;

/// <summary>Every way into the machine ends in the same tour.</summary>
public class LoaderTests
{
    [Theory]
    [InlineData(BootSource.Elf, Firmware.Bios, "PVH")]
    [InlineData(BootSource.Iso, Firmware.Bios, "Multiboot2")]
    [InlineData(BootSource.Iso, Firmware.Uefi, "Multiboot2")]
    public async Task Tour_passes(BootSource source, Firmware firmware, string protocol)
    {
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("tour") with { Source = source, Firmware = firmware })).ShouldPass();
        boot.Console.ShouldContain(line => line.Contains($"boot: entered by {protocol},", System.StringComparison.Ordinal));

        var without = (await QemuBoots.BootAsync(BootRequest.Of("tour").WithoutHypervisor() with { Source = source, Firmware = firmware })).ShouldPass();
        var reference = await QemuBoots.BootAsync(BootRequest.Of("tour").WithoutHypervisor());
        without.Trace.ShouldBe(reference.Trace);
    }

    [Fact]
    public async Task A_firmware_configuration_item_replaces_the_command_line_of_the_ISO()
    {
        // The ISO says what cosmos.config says, which is the tour.
        var boot = (await QemuBoots.BootAsync(BootRequest.Of("start") with { Source = BootSource.Iso })).ShouldPass();
        boot.Report.Steps.Count.ShouldBe(5);
    }
}
