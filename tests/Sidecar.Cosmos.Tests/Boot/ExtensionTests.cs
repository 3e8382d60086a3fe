using Shouldly;
using Sidecar.Protocol.Extension;
using Sidecar.Samples;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Boot;

/// <summary>The extension block: without a whole one, the kernel behaves as OpenHCL's does.</summary>
public class ExtensionTests
{
    [Theory]
    [InlineData("magic")]
    [InlineData("version")]
    [InlineData("size")]
    [InlineData("none")]
    public void A_garbled_block_is_as_good_as_none(string what)
    {
        using var machine = Machines.Create(2, true, o => o with { Extension = what != "none", HandlerStatePages = 0, TracePages = 3, Logging = true });
        switch (what)
        {
            case "magic":
                machine.Extension.Magic ^= 1UL << 63;
                break;
            case "version":
                machine.Extension.Version++;
                break;
            case "size":
                machine.Extension.Size--;
                break;
        }

        machine.Extension.LogPort = 0x3f8;
        machine.Extension.HandlerStatePages = 1;
        machine.Extension.IdleMode = IdleMode.Mwait;
        machine.Start().ShouldBeTrue(machine.StartError);

        machine.Ports.UartAt(0x2f8).Lines.Count.ShouldBe(2, "the log goes to COM2");
        machine.KernelState.UseMwait.ShouldBeFalse();
        var vp = machine.Claim(1);
        HandlerCalls.TryKvCount(ref vp, out _).ShouldBeFalse();
        vp.Error().ShouldBe("handler kv-count (0x1013): the handler keeps state, and the node was given no memory for it (handler_state_pages is 0 or too small)");
        vp.ShouldAdd();
        // Whatever memory there is beyond what OpenHCL requires holds the trace.
        machine.KernelState.Nodes[0].TracePages.ShouldBe(3u);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void Memory_without_a_spare_page_a_VP_leaves_no_trace()
    {
        using var machine = Machines.Started(3, true, o => o with { Extension = false, TracePages = 0, Nodes = [new(0, 4, SparePages: 3)] });
        machine.KernelState.Nodes[0].TracePages.ShouldBe(0u);
        machine.GlobalsOf(3).TraceCapacity.ShouldBe(0u);
        machine.ShouldServe(3);
    }

    [Fact]
    public void A_block_of_a_later_and_larger_size_is_read_as_far_as_it_is_known()
    {
        using var machine = Machines.Create();
        machine.Extension.Size += 16;
        machine.Start().ShouldBeTrue(machine.StartError);
        machine.GlobalsOf(1).HasHandlerState.ShouldBeTrue();
    }

    [Fact]
    public void State_that_does_not_fit_its_pages_is_refused_not_overrun()
    {
        using var machine = Machines.Started(1, false, o => o with { HandlerStatePages = 1 });
        HandlerTable.StateSize.ShouldBeGreaterThan(4096);
        var vp = machine.Claim(1);
        HandlerCalls.TryKvCount(ref vp, out _).ShouldBeFalse();
        vp.Error().ShouldContain("handler_state_pages is 0 or too small");
        vp.ShouldAdd();
    }

    [Theory]
    [InlineData(IdleMode.Hlt, true, false, false)]
    [InlineData(IdleMode.Mwait, true, false, true)]
    [InlineData(IdleMode.Mwait, false, false, false)]
    [InlineData(IdleMode.Mwait, true, true, true)]
    [InlineData(IdleMode.Auto, true, false, true)]
    [InlineData(IdleMode.Auto, true, true, false)]
    [InlineData(IdleMode.Auto, false, false, false)]
    public void How_VPs_wait_follows_from_the_block_and_the_CPU(IdleMode mode, bool hasMonitor, bool hypervisor, bool mwait)
    {
        using var machine = Machines.Create(1, hypervisor, o => o with { IdleMode = mode });
        machine.Cpuid.HasMonitor = hasMonitor;
        machine.Start().ShouldBeTrue(machine.StartError);
        machine.KernelState.UseMwait.ShouldBe(mwait);
        machine.ShouldServe(1);
    }
}
