using Sidecar.Hypervisor.Hypercalls;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Msrs;
using Sidecar.Hypervisor.Tests.Hypercalls;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Msrs;

/// <summary>Synthetic MSRs of VTL2.</summary>
public unsafe class SyntheticMsrsTests
{
    private readonly HypercallCaller _caller = new();

    [Fact]
    public void The_hypercall_page_needs_an_identity()
    {
        Assert.True(Write(HvX64Msr.Hypercall, 0x20001));
        Assert.Equal(0x20000UL, Read(HvX64Msr.Hypercall));
        Assert.True(Write(HvX64Msr.GuestOsId, 1));
        Assert.True(Write(HvX64Msr.Hypercall, 0x20001));
        Assert.True(NestedPageTables<TestMachine>.IsOverlay(_caller.Partition, 0x20000));
        Assert.True(Write(HvX64Msr.GuestOsId, 0));
        Assert.False(NestedPageTables<TestMachine>.IsOverlay(_caller.Partition, 0x20000));
    }

    [Fact]
    public void The_hypercall_page_holds_three_routines()
    {
        Write(HvX64Msr.GuestOsId, 1);
        Write(HvX64Msr.Hypercall, 0x20001);
        var page = _caller.World.State.Memory + _caller.Partition->HypercallPage;
        Assert.Equal(0xc3d9010fu, *(uint*)page);
        Assert.Equal(0x11, page[HypercallPage.VtlCallOffset + 4]);
        Assert.Equal(0x12, page[HypercallPage.VtlReturnOffset + 4]);
        Assert.Equal(0xcc, page[4095]);
    }

    [Theory]
    [InlineData(TestPartition.OwnStart | 1)]
    [InlineData(0x000ffffffffff001UL)]
    [InlineData(0x20005UL)]
    public void The_hypercall_page_lies_over_memory(ulong value)
    {
        Write(HvX64Msr.GuestOsId, 1);
        Assert.False(Write(HvX64Msr.Hypercall, value));
        Assert.Equal(0UL, Read(HvX64Msr.Hypercall));
    }

    [Fact]
    public void A_locked_hypercall_page_stays()
    {
        Write(HvX64Msr.GuestOsId, 1);
        Assert.True(Write(HvX64Msr.Hypercall, 0x20003));
        Assert.False(Write(HvX64Msr.Hypercall, 0));
    }

    [Theory]
    [InlineData(HvX64Msr.VpIndex)]
    [InlineData(HvX64Msr.TimeRefCount)]
    [InlineData(HvX64Msr.TscFrequency)]
    [InlineData(0x40000003u)]
    [InlineData(HvX64Msr.Scontrol)]
    [InlineData(0x4000ffffu)]
    public void Others_are_not_written(uint msr) => Assert.False(Write(msr, 0));

    [Fact]
    public void Reference_time_is_in_100_ns()
    {
        _caller.Partition->TscAtStart = 5_000_000_000;
        _caller.World.State.Timestamp = 7_000_000_000;
        Assert.InRange(Read(HvX64Msr.TimeRefCount), 19_999_999UL, 20_000_001UL);
        _caller.World.State.Timestamp = 5_000_000_000 + (1_000_000_000UL * 86400 * 3650 / 100);
        Assert.InRange(Read(HvX64Msr.TimeRefCount), (864_000_000_000UL * 3650 / 100) - 1, (864_000_000_000UL * 3650 / 100) + 1);
    }

    [Fact]
    public void A_crash_is_one_line_and_its_message_another()
    {
        for (var i = 0u; i < 3; i++)
        {
            Write(HvX64Msr.GuestCrashP0 + i, i + 1);
        }

        Write(HvX64Msr.GuestCrashP3, 0x30000);
        Write(HvX64Msr.GuestCrashP4, 4);
        "oh\x1b!"u8.CopyTo(new System.Span<byte>(_caller.World.State.Memory + 0x30000, 4));
        Assert.True(Write(HvX64Msr.GuestCrashCtl, 3UL << 62));
        Assert.Contains("hypervisor: VTL2 reports a crash: ", _caller.World.State.Output, System.StringComparison.Ordinal);
        Assert.EndsWith("hypervisor: its message: oh.!\r\n", _caller.World.State.Output, System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_message_in_the_hypervisors_memory_is_not_read()
    {
        Write(HvX64Msr.GuestCrashP3, TestPartition.OwnStart);
        Write(HvX64Msr.GuestCrashP4, 200);
        Write(HvX64Msr.GuestCrashCtl, 3UL << 62);
        Assert.DoesNotContain("message", _caller.World.State.Output, System.StringComparison.Ordinal);
    }

    private bool Write(uint msr, ulong value) => SyntheticMsrs<TestMachine>.TryWrite(_caller.Vp, msr, value);

    private ulong Read(uint msr)
    {
        Assert.True(SyntheticMsrs<TestMachine>.TryRead(_caller.Vp, msr, out var value));
        return value;
    }
}
