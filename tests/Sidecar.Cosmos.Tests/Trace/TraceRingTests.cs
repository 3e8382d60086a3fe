using System.Linq;
using Shouldly;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.Vp;
using Sidecar.Simulation;
using Sidecar.Simulation.Trace;
using Xunit;

namespace Sidecar.Cosmos.Tests.Trace;

/// <summary>The ring itself: header, order, wrap, times.</summary>
public class TraceRingTests
{
    private const int Capacity = (4096 - 64) / 32;

    [Fact]
    public void The_header_says_whose_ring_it_is_and_how_much_it_holds()
    {
        using var machine = Machines.Started(2, false, o => o with { TracePages = 1 });
        for (var vp = 1u; vp < 3; vp++)
        {
            var header = machine.Memory.At<TraceRingHeader>(machine.Layouts[0].TraceRing(vp));
            (header.Magic, header.Version, header.VpIndex, header.Capacity, header.Count).ShouldBe((TraceRingHeader.ExpectedMagic, 1u, vp, (uint)Capacity, 1ul));
        }
    }

    [Fact]
    public void A_full_ring_keeps_the_latest_records()
    {
        using var machine = Machines.Started(1, false, o => o with { TracePages = 1 });
        var vp = machine.Claim(1);
        for (var command = 0; command < 100; command++)
        {
            vp.Test().ShouldBeTrue();
        }

        var records = VpTrace.Of(machine, 0, 1);
        machine.Memory.At<TraceRingHeader>(machine.Layouts[0].TraceRing(1)).Count.ShouldBe(201ul);
        records.Count.ShouldBe(Capacity);
        records.Where((_, index) => index % 2 == 0).ShouldAllBe(record => record.Event == VpEvent.RunRequested);
        records.Where((_, index) => index % 2 == 1).ShouldAllBe(record => record.Event == VpEvent.CommandCompleted);
    }

    [Fact]
    public void Times_never_go_back_and_a_stop_has_the_time_at_which_the_handler_saw_it()
    {
        using var machine = Machines.Started();
        var vp = Sidecar.Cosmos.Tests.Vp.StopTests.Begin(machine, 1);
        vp.Stop();
        vp.End(SimulatedMachine.CommandTimeout).ShouldBeTrue(vp.Error());
        var records = VpTrace.Of(machine, 0, 1);
        records.Select(record => record.Timestamp).ShouldBe(records.Select(record => record.Timestamp).Order());
        records[2].Event.ShouldBe(VpEvent.StopRequested);
        records[2].Timestamp.ShouldBe(machine.GlobalsOf(1).StopSeenAt);
    }
}
