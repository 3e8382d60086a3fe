using System.Runtime.CompilerServices;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests;

/// <summary>What assembler and CPU take for granted of the structures.</summary>
public unsafe class ContractTests
{
    [Fact]
    public void Registers_lie_where_the_assembler_has_them()
    {
        VirtualProcessor vp;
        Assert.Equal(0, (byte*)&vp.Gprs - (byte*)&vp);
        Assert.Equal(128, (byte*)&vp.Fx - (byte*)&vp);
        Assert.Equal(640, (byte*)&vp.CurrentVmcb - (byte*)&vp);
        Assert.True(Unsafe.SizeOf<VirtualProcessor>() <= 8192);
    }

    [Theory]
    [InlineData(0xa09b, 0xa9b)]
    [InlineData(0xc093, 0xc93)]
    [InlineData(0x008b, 0x08b)]
    public void Segment_attributes_close_the_gap(int tlfs, int svm)
    {
        var segment = new VmcbSegment { Tlfs = new HvX64SegmentRegister { Base = 1, Limit = 2, Selector = 3, Attributes = (ushort)tlfs } };
        Assert.Equal(svm, segment.Attributes);
        Assert.Equal(tlfs, segment.Tlfs.Attributes);
        Assert.Equal((1UL, 2u, 3), (segment.Base, segment.Limit, (int)segment.Selector));
    }
}
