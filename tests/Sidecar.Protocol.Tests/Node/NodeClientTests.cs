using System;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Shouldly;
using Xunit;

namespace Sidecar.Protocol.Tests.Node;

/// <summary>The node protocol's answers, one by one. What happens when things happen at once is the explorer's business.</summary>
public sealed class NodeClientTests : IDisposable
{
    private static readonly ReturnBounds s_bounds = new(0x20_0000, 0x20_0000, 0x40_0000, 0x1_0000);
    private readonly ScriptedNode _node = new();

    [Theory]
    [InlineData(0u, 0x20u, AttachResult.BadCpuCount)]
    [InlineData(4u, 0x20u, AttachResult.BadCpuCount)]
    [InlineData(uint.MaxValue, 0x20u, AttachResult.BadCpuCount)]
    [InlineData(3u, 15u, AttachResult.BadRequestVector)]
    [InlineData(3u, 256u, AttachResult.BadRequestVector)]
    [InlineData(3u, 255u, AttachResult.Attached)]
    public void Attach_believes_only_what_can_be(uint cpuCount, uint vector, AttachResult expected)
    {
        _node.Control.CpuCount = cpuCount;
        _node.Control.RequestVector = vector;
        _node.TryAttach(out _).ShouldBe(expected);
    }

    [Fact]
    public void A_cpu_count_that_grows_later_is_not_believed()
    {
        var client = _node.Attach();
        _node.Control.CpuCount = 4000;
        client.Claim(3).ShouldBe(ClaimResult.NoSuchVp);
        client.Start(3).ShouldBe(StartResult.NotClaimed);
        client.Stop(3).ShouldBe(StopResult.NotRunning);
        client.Wait(3, 0).ShouldBe(WaitResult.NotStarted);
        client.TryCollect(3).ShouldBe(WaitResult.NotStarted);
        client.Remove(3, RemovalMode.StopFirst, 0).ShouldBe(RemoveResult.NoSuchVp);
        client.Release(3).ShouldBeFalse();
        client.BeginReturn(3, s_bounds, out _).ShouldBe(ReturnResult.NoSuchVp);
        client.Readmit(3, 0).ShouldBe(ReturnResult.NoSuchVp);
    }

    [Fact]
    public void A_claim_is_for_one()
    {
        var client = _node.Attach();
        client.Claim(1).ShouldBe(ClaimResult.Claimed);
        client.Claim(1).ShouldBe(ClaimResult.Busy);
        client.Claim(2).ShouldBe(ClaimResult.Claimed);
        client.Release(1).ShouldBeTrue();
        client.Release(1).ShouldBeFalse();
        client.Claim(1).ShouldBe(ClaimResult.Claimed);
    }

    [Fact]
    public void The_base_VP_cannot_be_claimed() => _node.Attach().Claim(0).ShouldBe(ClaimResult.Removed);

    [Fact]
    public void A_start_needs_a_claim_and_an_end_to_the_command_before()
    {
        var client = _node.Attach();
        client.Start(1).ShouldBe(StartResult.NotClaimed);
        _node.Status(1).ShouldBe(CpuStatus.IDLE);
        client.Claim(1);
        client.Start(1).ShouldBe(StartResult.Started);
        _node.Status(1).ShouldBe(CpuStatus.RUN);
        client.Start(1).ShouldBe(StartResult.Busy);
        _node.Answer(1);
        client.Start(1).ShouldBe(StartResult.Busy, "the completion has not been collected");
        client.Wait(1, 0).ShouldBe(WaitResult.Completed);
        client.Start(1).ShouldBe(StartResult.Started);
    }

    [Theory]
    [InlineData(CpuStatus.RUN)]
    [InlineData(CpuStatus.STOP)]
    [InlineData((CpuStatus)77)]
    public void A_status_that_is_not_idle_refuses_the_start_and_stays(CpuStatus status)
    {
        var client = _node.Attach();
        client.Claim(1);
        _node.SetStatus(1, status);
        client.Start(1).ShouldBe(StartResult.UnexpectedStatus);
        _node.Status(1).ShouldBe(status);
        client.Wait(1, 0).ShouldBe(WaitResult.NotStarted, "no completion for a command that was not started");
        _node.SetStatus(1, CpuStatus.IDLE);
        client.Start(1).ShouldBe(StartResult.Started);
    }

    [Fact]
    public void Stop_says_what_it_found()
    {
        var client = _node.Attach();
        client.Stop(1).ShouldBe(StopResult.NotRunning);
        client.Claim(1);
        client.Stop(1).ShouldBe(StopResult.NotRunning);
        client.Start(1);
        client.Stop(1).ShouldBe(StopResult.Requested);
        _node.Status(1).ShouldBe(CpuStatus.STOP);
        client.Stop(1).ShouldBe(StopResult.AlreadyRequested);
        _node.Answer(1);
        client.Stop(1).ShouldBe(StopResult.AlreadyFinished);
        _node.Status(1).ShouldBe(CpuStatus.IDLE);
    }

    [Fact]
    public void A_stop_during_the_start_is_delivered_by_the_start()
    {
        var client = _node.Attach();
        client.Claim(1);
        // The same word that a start leaves while it is under way.
        ref var slot = ref _node.NodePages.Slot(1);
        var claimed = slot;
        slot = new VpSlot(slot).NextStarting().Value;
        client.Stop(1).ShouldBe(StopResult.Deferred);
        client.Stop(1).ShouldBe(StopResult.AlreadyRequested);
        _node.Status(1).ShouldBe(CpuStatus.IDLE);
        new VpSlot(slot).StopAsked.ShouldBeTrue();
        slot = claimed;
        client.Start(1).ShouldBe(StartResult.Started);
        _node.Status(1).ShouldBe(CpuStatus.RUN, "a stop belongs to one start");
    }

    [Fact]
    public void Attention_notes_every_VP_that_answered_and_each_completion_is_collected_once()
    {
        var client = _node.Attach();
        for (uint vp = 1; vp < ScriptedNode.VpCount; vp++)
        {
            client.Claim(vp);
            client.Start(vp);
        }

        client.ServiceAttention().ShouldBeFalse();
        _node.Answer(2);
        client.TryCollect(2).ShouldBe(WaitResult.TimedOut, "nobody looked yet");
        client.ServiceAttention().ShouldBeTrue();
        _node.Control.NeedsAttention.ShouldBe(0u);
        client.TryCollect(1).ShouldBe(WaitResult.TimedOut);
        client.TryCollect(2).ShouldBe(WaitResult.Completed);
        client.TryCollect(2).ShouldBe(WaitResult.NotStarted);
    }

    [Fact]
    public void A_node_that_raises_attention_without_end_does_not_keep_a_wait_from_ending()
    {
        var client = _node.Attach();
        client.Claim(1);
        client.Start(1);
        _node.OnPark = () => _node.Control.NeedsAttention = 1;
        client.Wait(1, 50_000).ShouldBe(WaitResult.TimedOut);
        _node.Now.ShouldBeInRange(50_000u, 60_000u);
    }

    [Fact]
    public void A_VP_that_leaves_instead_of_answering_ends_the_wait()
    {
        var client = _node.Attach();
        client.Claim(1);
        client.Start(1);
        _node.Answer(1, CpuStatus.REMOVED);
        client.Wait(1, ulong.MaxValue).ShouldBe(WaitResult.Removed);
        client.Start(1).ShouldBe(StartResult.Removed);
        client.Claim(1).ShouldBe(ClaimResult.Removed);
    }

    [Fact]
    public void A_removal_stops_the_command_and_takes_the_VP_when_it_is_idle()
    {
        var client = _node.Attach();
        client.Claim(1);
        client.Start(1);
        _node.OnRequest = vp => _node.Answer(vp, _node.Status(vp) == CpuStatus.STOP ? CpuStatus.IDLE : CpuStatus.REMOVED);
        client.Remove(1, RemovalMode.StopFirst, 1_000_000).ShouldBe(RemoveResult.Removed);
        client.Wait(1, 0).ShouldBe(WaitResult.Completed);
        client.Remove(1, RemovalMode.StopFirst, 0).ShouldBe(RemoveResult.Removed, "it is still removed");
    }

    [Fact]
    public void A_removal_out_of_turn_asks_at_once()
    {
        var client = _node.Attach();
        client.Claim(1);
        client.Start(1);
        client.Remove(1, RemovalMode.OutOfTurn, 0).ShouldBe(RemoveResult.TimedOut);
        _node.Status(1).ShouldBe(CpuStatus.REMOVE);
        _node.Answer(1, CpuStatus.REMOVED);
        client.Remove(1, RemovalMode.OutOfTurn, 0).ShouldBe(RemoveResult.Removed);
        client.Wait(1, 0).ShouldBe(WaitResult.Removed);
    }

    [Fact]
    public void A_dead_CPU_costs_the_bound_and_is_never_started_again()
    {
        var client = _node.Attach();
        client.Remove(1, RemovalMode.StopFirst, 2_000_000).ShouldBe(RemoveResult.TimedOut);
        _node.Now.ShouldBeInRange(2_000_000u, 2_010_000u);
        client.Claim(1).ShouldBe(ClaimResult.Removed);
    }

    [Fact]
    public void A_status_that_does_not_exist_ends_a_removal()
    {
        _node.SetStatus(1, (CpuStatus)200);
        _node.Attach().Remove(1, RemovalMode.StopFirst, ulong.MaxValue).ShouldBe(RemoveResult.UnexpectedStatus);
    }

    [Fact]
    public void A_VP_that_was_given_back_can_be_used_again()
    {
        var client = Removed(out var ticket);
        client.Readmit(1, 0).ShouldBe(ReturnResult.NotReturning);
        client.BeginReturn(1, s_bounds, out var found).ShouldBe(ReturnResult.Ready);
        (found.Entry, found.Argument).ShouldBe((ticket.Entry, ticket.Argument));
        client.BeginReturn(1, s_bounds, out _).ShouldBe(ReturnResult.Busy, "one way in is for one");
        client.Readmit(1, 1000).ShouldBe(ReturnResult.TimedOut);
        client.Claim(1).ShouldBe(ClaimResult.Removed);

        _node.SetStatus(1, CpuStatus.IDLE);
        client.Claim(1).ShouldBe(ClaimResult.Removed, "nobody took note of it");
        client.Remove(1, RemovalMode.StopFirst, 0).ShouldBe(RemoveResult.Removed, "it counts as removed until then");
        client.Readmit(1, 0).ShouldBe(ReturnResult.Ready);
        client.Readmit(1, 0).ShouldBe(ReturnResult.NotReturning);
        client.Claim(1).ShouldBe(ClaimResult.Claimed);
        client.Start(1).ShouldBe(StartResult.Started);
    }

    [Fact]
    public void A_VP_that_serves_cannot_be_given_back()
    {
        var client = _node.Attach();
        WriteTicket(client, GoodTicket);
        client.BeginReturn(1, s_bounds, out _).ShouldBe(ReturnResult.NotRemoved);
    }

    [Fact]
    public void A_command_whose_outcome_nobody_collected_keeps_its_VP_from_coming_back()
    {
        var client = _node.Attach();
        client.Claim(1);
        client.Start(1);
        _node.SetStatus(1, CpuStatus.REMOVED);
        client.Remove(1, RemovalMode.OutOfTurn, 0).ShouldBe(RemoveResult.Removed);
        WriteTicket(client, GoodTicket);
        client.BeginReturn(1, s_bounds, out _).ShouldBe(ReturnResult.Busy);
        client.TryCollect(1).ShouldBe(WaitResult.Removed);
        client.BeginReturn(1, s_bounds, out _).ShouldBe(ReturnResult.Ready);
    }

    [Theory]
    [InlineData(0UL, 1U, 9U, 0x20_0200UL, 0x40_3f00UL)]
    [InlineData(ReturnTicket.ExpectedMagic, 2U, 9U, 0x20_0200UL, 0x40_3f00UL)]
    [InlineData(ReturnTicket.ExpectedMagic, 1U, 1U, 0x20_0200UL, 0x40_3f00UL)]
    [InlineData(ReturnTicket.ExpectedMagic, 1U, 9U, 0x1f_ffffUL, 0x40_3f00UL)]
    [InlineData(ReturnTicket.ExpectedMagic, 1U, 9U, 0x40_0000UL, 0x40_3f00UL)]
    [InlineData(ReturnTicket.ExpectedMagic, 1U, 9U, 0x20_0200UL, 0x3f_ffffUL)]
    [InlineData(ReturnTicket.ExpectedMagic, 1U, 9U, 0x20_0200UL, 0x40_ff01UL)]
    [InlineData(ReturnTicket.ExpectedMagic, 1U, 9U, 0x20_0200UL, ulong.MaxValue)]
    public void A_ticket_that_leads_elsewhere_is_none(ulong magic, uint version, uint vp, ulong entry, ulong argument)
    {
        var client = Removed(out _);
        WriteTicket(client, new() { Magic = magic, Version = version, VpIndex = vp, Entry = entry, Argument = argument });
        client.BeginReturn(1, s_bounds, out _).ShouldBe(ReturnResult.NoTicket);
    }

    [Fact]
    public void A_VP_that_comes_back_with_another_status_is_not_waited_for()
    {
        var client = Removed(out _);
        client.BeginReturn(1, s_bounds, out _).ShouldBe(ReturnResult.Ready);
        _node.SetStatus(1, CpuStatus.RUN);
        client.Readmit(1, ulong.MaxValue).ShouldBe(ReturnResult.UnexpectedStatus);
    }

    private static ReturnTicket GoodTicket => new()
    {
        Magic = ReturnTicket.ExpectedMagic,
        Version = ReturnTicket.ExpectedVersion,
        VpIndex = 9,
        Entry = 0x20_0200,
        Argument = 0x40_ff00,
    };

    private static void WriteTicket(NodeClient<ProcessorMemory, ScriptedHost> client, ReturnTicket ticket)
        => MemoryMarshal.Write(ReturnTicket.On(ref client.CommandPageOf(1)), in ticket);

    private NodeClient<ProcessorMemory, ScriptedHost> Removed(out ReturnTicket ticket)
    {
        var client = _node.Attach();
        ticket = GoodTicket;
        WriteTicket(client, ticket);
        _node.OnRequest = vp => _node.Answer(vp, CpuStatus.REMOVED);
        client.Remove(1, RemovalMode.StopFirst, 1_000_000).ShouldBe(RemoveResult.Removed);
        return client;
    }

    [Fact]
    public void The_response_is_where_a_VP_looks()
    {
        _node.Attach().SetResponse(0x12345, 0xf3);
        _node.Control.ResponseCpu.ShouldBe(0x12345u);
        _node.Control.ResponseVector.ShouldBe(0xf3u);
    }

    public void Dispose() => _node.Dispose();
}
