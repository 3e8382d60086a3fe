using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using Shouldly;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Samples;
using Sidecar.Simulation;
using Sidecar.Simulation.Host;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Cosmos.Tests.Vp;

/// <summary>One command after the other: what is taken, what is answered, what the trace says.</summary>
public class DispatchTests
{
    [Fact]
    public void NONE_is_answered()
    {
        using var machine = Machines.Started(2);
        var vp = machine.Claim(1);
        vp.Test().ShouldBeTrue();
        vp.Test().ShouldBeTrue();
        Snapshot.Matches(machine.Trace());
    }

    [Theory]
    [InlineData(5u)]
    [InlineData(0xfffu)]
    [InlineData(0x1fffu)]
    [InlineData(uint.MaxValue)]
    public void A_command_that_nobody_knows_is_an_error_by_number(uint command)
    {
        using var machine = Machines.Started();
        var vp = machine.Claim(1);
        vp.Execute(command).ShouldBeFalse();
        vp.Error().ShouldBe($"unknown command 0x{command:x}");
        vp.ShouldAdd();
        Snapshot.Matches(machine.Trace(), $"DispatchTests.A_command_that_nobody_knows_is_an_error_by_number.{command:x}");
    }

    [Fact]
    public void A_handler_answers_in_the_payload_and_leaves_no_command_behind()
    {
        using var machine = Machines.Started(2);
        machine.ShouldServe(2);
        machine.CommandPageOf(2).Command.ShouldBe(SidecarCommand.NONE);
        machine.CommandPageOf(2).HasError.ShouldBe((byte)0);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void A_handler_that_fails_says_so_in_its_own_words_and_the_next_command_starts_clean()
    {
        using var machine = Machines.Started();
        var vp = machine.Claim(1);
        HandlerCalls.TryPrimes(ref vp, new Primes.Request { To = ulong.MaxValue }, out _).ShouldBeFalse();
        vp.Error().ShouldBe("primes goes up to 2^40");
        vp.ShouldAdd();
        vp.Page.HasError.ShouldBe((byte)0);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void State_is_kept_by_VP_and_seen_by_handlers_that_share_it()
    {
        using var machine = Machines.Started(2);
        var (first, second) = (machine.Claim(1), machine.Claim(2));
        var put = new KeyValueStore.PutRequest { KeyLength = 1, ValueLength = 1 };
        put.Key[0] = (byte)'a';
        put.Value[0] = (byte)'x';
        HandlerCalls.TryKvPut(ref first, in put, out _).ShouldBeTrue(first.Error());
        HandlerCalls.TryKvCount(ref first, out var here).ShouldBeTrue();
        HandlerCalls.TryKvCount(ref second, out var there).ShouldBeTrue();
        (here.Keys, there.Keys).ShouldBe((1u, 0u));
    }

    [Fact]
    public void Each_completion_raises_attention_once()
    {
        using var machine = Machines.Started();
        machine.Node(0).SetResponse(HostProcessor.ApicId, HostProcessor.ResponseVector);
        for (var i = 0; i < 10; i++)
        {
            machine.Order(1, CpuStatus.RUN);
            machine.AwaitStatus(1, CpuStatus.IDLE);
        }

        Machines.Await(() => machine.Host.Taken(HostProcessor.ApicId, HostProcessor.ResponseVector) == 10, "ten interrupts");
    }

    [Fact]
    public void A_host_that_takes_no_interrupts_is_sent_none()
    {
        using var machine = Machines.Started();
        var vp = machine.Claim(1);
        machine.Node(0).SetResponse(0, 0);
        machine.Host.PollInterval = TimeSpan.FromMilliseconds(1);
        vp.Test().ShouldBeTrue();
        // The answer itself was seen before the attention it raises, or the attention was: either way nobody was interrupted.
        machine.Host.Taken(HostProcessor.ApicId, HostProcessor.ResponseVector).ShouldBe(0);
    }

    [Fact]
    public void A_stray_interrupt_costs_a_look_and_nothing_else()
    {
        using var machine = Machines.Started();
        for (var vector = 0x20; vector < 0x100; vector++)
        {
            machine.Interrupt(1, (byte)vector);
        }

        machine.ShouldServe(1);
        machine.Trace().Split('\n').Length.ShouldBe(4, "start, sum, done");
    }

    [Fact]
    public void In_mwait_a_store_wakes_the_VP_without_an_interrupt()
    {
        using var machine = Machines.Started(1, true, o => o with { IdleMode = IdleMode.Mwait });
        machine.StatusOf(1) = (byte)CpuStatus.RUN;
        machine.AwaitStatus(1, CpuStatus.IDLE);
        machine.Cpus[1].InterruptsTaken.ShouldBe(0);
        Snapshot.Matches(machine.Trace());
    }

    [Fact]
    public void In_mwait_an_interrupt_wakes_the_VP_too()
    {
        using var machine = Machines.Started(1, true, o => o with { IdleMode = IdleMode.Mwait });
        machine.Interrupt(1);
        Machines.Await(() => machine.Cpus[1].InterruptsTaken == 1, "the interrupt to be taken");
        machine.ShouldServe(1);
    }

    [Fact]
    public void Many_VPs_serve_at_once()
    {
        using var machine = Machines.Started(16);
        var failures = new ConcurrentQueue<Exception>();
        var node = machine.Node(0);
        var threads = Enumerable.Range(1, 16).Select(vp => new Thread(() => Serve(node, (uint)vp, failures))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        failures.ShouldBeEmpty();
        for (var vp = 1u; vp < 17; vp++)
        {
            node.SlotOf(vp).Generation.ShouldBe(50u);
        }
    }

    private static void Serve(NodeClient<ProcessorMemory, SimulatedHost> node, uint index, ConcurrentQueue<Exception> failures)
    {
        try
        {
            node.Claim(index).ShouldBe(ClaimResult.Claimed);
            var vp = new VpClient<ProcessorMemory, SimulatedHost>(node, index, SimulatedMachine.CommandTimeout);
            for (var round = 0; round < 50; round++)
            {
                vp.ShouldAdd();
            }
        }
        catch (Exception exception)
        {
            failures.Enqueue(exception);
        }
    }
}
