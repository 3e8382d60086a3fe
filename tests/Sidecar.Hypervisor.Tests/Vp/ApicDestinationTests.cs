using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.X64;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Vp;

/// <summary>Whom an interrupt command reaches.</summary>
public class ApicDestinationTests
{
    [Theory]
    [InlineData(0, false, 5u, 5u, true)]
    [InlineData(0, false, 5u, 4u, false)]
    [InlineData(0, false, uint.MaxValue, 4u, true)]
    [InlineData(0, false, uint.MaxValue, 1u, true)]
    [InlineData(1, false, 5u, 1u, true)]
    [InlineData(1, false, 5u, 5u, false)]
    [InlineData(2, false, 0u, 1u, true)]
    [InlineData(2, false, 0u, 9u, true)]
    [InlineData(3, false, 0u, 1u, false)]
    [InlineData(3, false, 0u, 9u, true)]
    [InlineData(0, true, 0x0001_0004u, 0x12u, true)]
    [InlineData(0, true, 0x0001_0004u, 0x11u, false)]
    [InlineData(0, true, 0x0002_0004u, 0x12u, false)]
    [InlineData(0, true, 0x0001_0004u, 0x22u, false)]
    public void Physical_logical_and_shorthand(int shorthand, bool logical, uint destination, uint target, bool expected)
    {
        var icr = new Icr { DestinationShorthand = (byte)shorthand, DestinationModeLogical = logical, X2apicMda = destination };
        Assert.Equal(expected, ApicDestination.Includes(icr.Raw, sender: 1, target));
    }
}
