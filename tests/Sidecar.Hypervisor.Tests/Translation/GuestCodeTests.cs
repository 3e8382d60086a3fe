using System;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Translation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>Instruction bytes at CS:RIP.</summary>
public unsafe class GuestCodeTests
{
    private readonly TranslationFixture _vtl0 = new();

    public GuestCodeTests()
    {
        for (var i = 0x10_0000; i < 0x11_0000; i++)
        {
            _vtl0.Machine.State.Memory[i] = (byte)(i ^ (i >> 8));
        }
    }

    [Fact]
    public void Real_mode_adds_the_base_and_stops_at_the_limit()
    {
        _vtl0.Enter(PagingMode.None);
        SetCode(0x10_0000, 0xffff, 0, 0x1234);
        Assert.Equal(BytesAt(0x10_1234, 16), Fetch());
        _vtl0.Vmcb->Rip = 0xfff9;
        Assert.Equal(BytesAt(0x10_fff9, 7), Fetch());
        _vtl0.Vmcb->Rip = 0x1_0000;
        Assert.Empty(Fetch());
    }

    [Fact]
    public void Base_and_offset_wrap_at_four_gigabytes()
    {
        _vtl0.Enter(PagingMode.Pae);
        _vtl0.Map(PagingMode.Pae, 0, 0x10_1007);
        _vtl0.Map(PagingMode.Pae, 0xffff_f000, 0x10_2007);
        SetCode(0xffff_0000, uint.MaxValue, 0x400, 0xfff8);
        Assert.Equal([.. BytesAt(0x10_2ff8, 8), .. BytesAt(0x10_1000, 8)], Fetch());
    }

    [Fact]
    public void Long_mode_ignores_base_and_limit_and_crosses_pages()
    {
        _vtl0.Enter(PagingMode.FourLevels);
        var entry = _vtl0.Map(PagingMode.FourLevels, 0xffff_8000_0000_0000, 0x10_3007);
        _vtl0.Map(PagingMode.FourLevels, 0xffff_8000_0000_1000, 0x10_1007);
        SetCode(0x1234, 0, 0x200, 0xffff_8000_0000_0ffb);
        Assert.Equal([.. BytesAt(0x10_3ffb, 5), .. BytesAt(0x10_1000, 11)], Fetch());
        Assert.Equal(0x10_3007UL, _vtl0.Read(PagingMode.FourLevels, entry));
    }

    [Theory]
    [InlineData(VtlAccess.None)]
    [InlineData(VtlAccess.Read | VtlAccess.Write)]
    public void Page_that_cannot_be_executed_gives_nothing(VtlAccess access)
    {
        _vtl0.Enter(PagingMode.None);
        SetCode(0x10_0000, 0xffff, 0, 0xffd);
        _vtl0.Grant(0x10_1000, access);
        Assert.Equal(BytesAt(0x10_0ffd, 3), Fetch());
    }

    [Fact]
    public void Code_in_a_device_or_in_the_hypervisor_gives_nothing()
    {
        _vtl0.Enter(PagingMode.None);
        SetCode(0xfee0_0000, uint.MaxValue, 0x400, 0);
        Assert.Empty(Fetch());
        SetCode((uint)TestPartition.OwnStart, uint.MaxValue, 0x400, 0);
        Assert.Empty(Fetch());
    }

    private void SetCode(ulong start, uint limit, ushort attributes, ulong rip)
    {
        _vtl0.Vmcb->Cs = new() { Base = start, Limit = limit, Attributes = attributes };
        _vtl0.Vmcb->Rip = rip;
    }

    private byte[] Fetch()
    {
        var bytes = new byte[16];
        return bytes[..GuestCode<TestMachine>.Fetch(_vtl0.Vp, Vtl.Vtl0, bytes)];
    }

    private byte[] BytesAt(int address, int count) => new ReadOnlySpan<byte>(_vtl0.Machine.State.Memory + address, count).ToArray();
}
