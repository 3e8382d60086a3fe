using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Explorer.Machine;
using Sidecar.Protocol.Explorer.Search;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Explorer.Tests;

/// <summary>Removal always ends, whatever the VP is doing, and every command still has its one outcome.</summary>
public class RemovalTests(ITestOutputHelper output) : ExplorerTest(output)
{
    private const ulong Second = 1_000_000_000;

    [Theory]
    [InlineData(RemovalMode.StopFirst)]
    [InlineData(RemovalMode.OutOfTurn)]
    public void Removal_against_a_command_that_ends(RemovalMode mode)
        => MustRemove(AddRunner(ExplorerCommands.AddOne).AddHost<NoBug, NoBug>("remover", client => Remove(client, mode)).AddVp<NoBug>());

    [Theory]
    [InlineData(RemovalMode.StopFirst)]
    [InlineData(RemovalMode.OutOfTurn)]
    public void Removal_against_a_command_that_runs_until_stopped(RemovalMode mode)
        => MustRemove(AddRunner(ExplorerCommands.RunUntilStopped).AddHost<NoBug, NoBug>("remover", client => Remove(client, mode)).AddVp<NoBug>());

    [Fact]
    public void Removal_against_a_stop()
        => MustRemove(NewWorld()
            .AddHost<NoBug, NoBug>("runner", client =>
            {
                var driver = new VpDriver<NoBug, NoBug>(client);
                if (driver.Start(ExplorerCommands.RunUntilStopped))
                {
                    client.Stop(0);
                    driver.Wait();
                }
            })
            .AddHost<NoBug, NoBug>("remover", client => Remove(client, RemovalMode.OutOfTurn))
            .AddVp<NoBug>());

    [Fact]
    public void Two_removals_at_once()
        => MustRemove(NewWorld()
            .AddHost<NoBug, NoBug>("first", client => Remove(client, RemovalMode.StopFirst))
            .AddHost<NoBug, NoBug>("second", client => Remove(client, RemovalMode.OutOfTurn))
            .AddVp<NoBug>());

    /// <summary>OpenHCL's kernel answers by a plain store, over REMOVE if that came meanwhile. The protocol asks again.</summary>
    [Theory]
    [InlineData(RemovalMode.StopFirst)]
    [InlineData(RemovalMode.OutOfTurn)]
    public void Removal_from_a_kernel_that_answers_over_it(RemovalMode mode)
        => MustRemove(AddRunner(ExplorerCommands.AddOne)
            .AddHost<NoBug, NoBug>("remover", client => Remove(client, mode))
            .AddVp<AnswersByStore>());

    [Fact]
    public void Removal_against_a_kernel_that_fails()
        => MustRemove(AddRunner(ExplorerCommands.Crash)
            .AddHost<NoBug, NoBug>("remover", client => Remove(client, RemovalMode.OutOfTurn))
            .AddVp<NoBug>());

    /// <summary>The kernel fails and nobody asked for anything: whoever waits learns it, and the next start is refused.</summary>
    [Fact]
    public void A_kernel_that_fails_leaves_nobody_waiting()
    {
        var world = NewWorld()
            .AddHost<NoBug, NoBug>("host", client =>
            {
                var driver = new VpDriver<NoBug, NoBug>(client);
                driver.MustStart(ExplorerCommands.Crash);
                PropertyViolatedException.Unless(driver.Wait() == WaitResult.Removed, "the VP's death was not reported");
                PropertyViolatedException.Unless(!driver.Start(ExplorerCommands.AddOne), "a command was started on a dead VP");
            })
            .AddVp<NoBug>();
        MustHold(world, EndsAt(CpuStatus.REMOVED));
    }

    /// <summary>Known race "a removal that waits for ever on a dead CPU": it costs an error. Here the CPU never takes anything.</summary>
    [Theory]
    [InlineData(RemovalMode.StopFirst)]
    [InlineData(RemovalMode.OutOfTurn)]
    public void A_dead_cpu_costs_an_error_and_not_a_hang(RemovalMode mode)
    {
        var world = NewWorld().AddHost<NoBug, NoBug>("host", client =>
        {
            var driver = new VpDriver<NoBug, NoBug>(client);
            driver.MustStart(ExplorerCommands.AddOne);
            PropertyViolatedException.Unless(driver.Wait(Second) == WaitResult.TimedOut, "a dead CPU answered");
            driver.Remove(mode, Second);
            PropertyViolatedException.Unless(client.Start(0) == StartResult.Busy, "a command was started over one that never ended");
        });
        MustHold(world, end => Assert.Equal(2u, end[0, Tally.TimedOut]), TimePassing.WhenStuck);
    }

    /// <summary>The same when the CPU dies while it runs a command, seen by two threads.</summary>
    [Fact]
    public void A_cpu_that_dies_in_a_command_costs_every_waiter_an_error()
    {
        var world = NewWorld()
            .AddHost<NoBug, NoBug>("runner", client =>
            {
                var driver = new VpDriver<NoBug, NoBug>(client);
                if (driver.Start(ExplorerCommands.Hang))
                {
                    driver.Wait(Second);
                }
            })
            .AddHost<NoBug, NoBug>("remover", client => new VpDriver<NoBug, NoBug>(client).Remove(RemovalMode.StopFirst, 2 * Second))
            .AddVp<NoBug>();
        MustHold(
            world,
            end => Assert.True(end[0, Tally.Started] == 1 ? end[0, Tally.TimedOut] == 2 : end[0, Tally.Removed] == 1),
            TimePassing.WhenStuck);
    }

    /// <summary>A removal may also give up while the VP is merely slow, and be asked for again.</summary>
    [Fact]
    public void A_removal_that_gave_up_can_be_repeated()
    {
        var world = NewWorld()
            .AddHost<NoBug, NoBug>("host", client =>
            {
                var driver = new VpDriver<NoBug, NoBug>(client);
                driver.Remove(RemovalMode.StopFirst, Second);
                driver.Remove(RemovalMode.StopFirst);
            })
            .AddVp<NoBug>();
        MustHold(world, EndsAt(CpuStatus.REMOVED), TimePassing.Anytime);
    }

    private static NodeWorld NewWorld() => new(1) { IsClaimed = true, PlainStoresAreBuffered = false };

    private static NodeWorld AddRunner(uint command) => NewWorld().AddHost<NoBug, NoBug>("runner", client =>
    {
        var driver = new VpDriver<NoBug, NoBug>(client);
        if (driver.Start(command))
        {
            driver.Wait();
        }
    });

    private static void Remove(NodeClient<BuggyMemory<NoBug>, ExplorerHost<NoBug>> client, RemovalMode mode)
        => new VpDriver<NoBug, NoBug>(client).Remove(mode);

    private void MustRemove(NodeWorld world) => MustHold(world, EndsAt(CpuStatus.REMOVED));

    private readonly struct AnswersByStore : IMachineBug
    {
        public static byte CompareExchange(ref byte location, byte value, byte comparand)
        {
            ExplorerMemory.Store(ref location, value);
            return comparand;
        }
    }
}
