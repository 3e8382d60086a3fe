using System.Text;
using Shouldly;
using Sidecar.Boot.Firmware;
using Sidecar.Boot.Tests.Simulation;
using Xunit;

namespace Sidecar.Boot.Tests.Firmware;

public sealed class FirmwareConfigurationTests
{
    private readonly Simulation.Simulation _machine = new();

    public FirmwareConfigurationTests() => _machine.Use();

    [Fact]
    public void Absent() => FirmwareConfiguration<SimulatedMachine>.IsPresent.ShouldBeFalse();

    [Fact]
    public void Files_are_found_by_their_whole_name()
    {
        _machine.Firmware.Add("opt/sidecar/cmdline2", "no");
        _machine.Firmware.Add("etc/opt/sidecar/cmdline", "no");
        _machine.Firmware.Add("opt/sidecar/cmdline", "log=1");
        FirmwareConfiguration<SimulatedMachine>.IsPresent.ShouldBeTrue();
        Read(100).ShouldBe("log=1");
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        _machine.Firmware.Add("opt/sidecar/cmdlin", "no");
        Read(100).ShouldBeNull();
    }

    [Fact]
    public void A_long_file_is_cut()
    {
        _machine.Firmware.Add("opt/sidecar/cmdline", "0123456789");
        Read(4).ShouldBe("0123");
    }

    [Fact]
    public void Without_the_device_nothing_is_found() => Read(4).ShouldBeNull();

    private static string? Read(int room)
    {
        var buffer = new byte[room];
        return FirmwareConfiguration<SimulatedMachine>.TryRead("opt/sidecar/cmdline"u8, buffer, out var length)
            ? Encoding.UTF8.GetString(buffer, 0, length)
            : null;
    }
}
