using System.Linq;
using Sidecar.Hypervisor.Intercepts;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Intercepts;

/// <summary>Permission maps read back bit by bit, as the CPU reads them.</summary>
public unsafe class PermissionMapsTests
{
    [Fact]
    public void Vtl0_reaches_its_own_registers_and_no_other()
    {
        var map = new byte[PermissionMaps.MsrBytes];
        fixed (byte* at = map)
        {
            PermissionMaps.FillVtl0Msr(at);
        }

        uint[] free = [0x174, 0x175, 0x176, 0xc000_0081, 0xc000_0082, 0xc000_0083, 0xc000_0084, 0xc000_0100, 0xc000_0101, 0xc000_0102];
        foreach (var msr in AllMsrs())
        {
            Assert.True(Of(map, msr) == (free.Contains(msr) ? 0 : 3), $"{msr:x}");
        }
    }

    [Fact]
    public void Vtl2_exits_for_what_the_hypervisor_lives_by()
    {
        var map = Enumerable.Repeat((byte)0x5a, PermissionMaps.MsrBytes).ToArray();
        fixed (byte* at = map)
        {
            PermissionMaps.FillVtl2Msr(at);
        }

        uint[] taken = [0x1b, 0xfe, 0x830, 0xc000_0080, 0xc001_0114, 0xc001_0117, 0xc001_0118];
        foreach (var msr in AllMsrs())
        {
            Assert.True(Of(map, msr) == (taken.Contains(msr) || msr is >= 0x200 and < 0x300 ? 3 : 0), $"{msr:x}");
        }

        Assert.All(map.Skip(0x1800), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Every_port_exits()
    {
        var map = new byte[PermissionMaps.IoBytes];
        fixed (byte* at = map)
        {
            PermissionMaps.FillIo(at);
        }

        Assert.All(map, value => Assert.Equal(0xff, value));
    }

    private static System.Collections.Generic.IEnumerable<uint> AllMsrs()
        => new[] { 0u, 0xc000_0000, 0xc001_0000 }.SelectMany(first => Enumerable.Range(0, 0x2000).Select(i => first + (uint)i));

    /// <summary>Bit 0: a read exits; bit 1: a write does.</summary>
    private static int Of(byte[] map, uint msr)
    {
        var range = msr < 0x2000 ? 0u : msr < 0xc001_0000 ? 1u : 2u;
        var bit = (range * 0x4000) + ((msr & 0x1fff) * 2);
        return (map[bit / 8] >> (int)(bit % 8)) & 3;
    }
}
