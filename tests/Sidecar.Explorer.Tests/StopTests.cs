using Sidecar.Protocol.Explorer.Machine;
using Sidecar.Protocol.Explorer.Search;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Explorer.Tests;

/// <summary>A stop at any moment: never lost while there is a command, never harmful when there is none.</summary>
public class StopTests(ITestOutputHelper output) : ExplorerTest(output)
{
    /// <summary>
    /// Known race "cancel before run": the stop may come when the start has begun but RUN is not there yet. If it were lost, the command would run for ever.
    /// </summary>
    [Fact]
    public void Cancel_before_run_ends_the_command()
    {
        var world = new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false }
            .AddHost<NoBug, NoBug>("runner", client => Run(new(client), ExplorerCommands.RunUntilStopped))
            .AddHost<NoBug, NoBug>("canceller", client => new VpDriver<NoBug, NoBug>(client).StopWhenStarted(), sleeps: false)
            .AddVp<NoBug>();
        MustHold(world, end =>
        {
            AllTaken(CpuStatus.IDLE)(end);
            Assert.Equal(1u, end[0, Tally.Stopped]);
        });
    }

    /// <summary>
    /// Known race "stop arriving while still halted": the VP wakes to STOP without ever having seen RUN. It still takes the command and answers once.
    /// The stop may also come too early or too late to find anything; the next command must not suffer from it.
    /// </summary>
    [Fact]
    public void Stop_arriving_while_still_halted_or_after_the_end_harms_nothing()
    {
        var world = new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false }
            .AddHost<NoBug, NoBug>("runner", client => Run(new(client), ExplorerCommands.AddOne, ExplorerCommands.AddOne))
            .AddHost<NoBug, NoBug>("canceller", client => client.Stop(0), sleeps: false)
            .AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE));
    }

    [Fact]
    public void Two_stops_at_once_end_the_command_once()
    {
        var world = new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false }
            .AddHost<NoBug, NoBug>("runner", client => Run(new(client), ExplorerCommands.RunUntilStopped))
            .AddHost<NoBug, NoBug>("canceller", client => new VpDriver<NoBug, NoBug>(client).StopWhenStarted(), sleeps: false)
            .AddHost<NoBug, NoBug>("another", client => client.Stop(0), sleeps: false)
            .AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE));
    }

    /// <summary>The guest runs in VTL0, so the stop has to get through as an interrupt there, and the interrupt must be taken before the next entry.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stop_of_a_guest(bool guestMayIntercept)
    {
        var world = new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false, HasGuest = true, GuestMayIntercept = guestMayIntercept, InterruptsArriveLate = !guestMayIntercept }
            .AddHost<NoBug, NoBug>("runner", client => Run(new(client), (uint)SidecarCommand.RUN_VP))
            .AddHost<NoBug, NoBug>("canceller", client => new VpDriver<NoBug, NoBug>(client).StopWhenStarted(), sleeps: false)
            .AddVp<NoBug>();
        MustHold(world, EndsAt(CpuStatus.IDLE));
    }

    /// <summary>A bounded wait may end at any moment. The completion that it just missed is collected by the next wait, once.</summary>
    [Fact]
    public void A_wait_that_times_out_at_any_moment_loses_nothing()
    {
        var world = new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false }
            .AddHost<NoBug, NoBug>("host", client =>
            {
                var driver = new VpDriver<NoBug, NoBug>(client);
                driver.MustStart(ExplorerCommands.AddOne);
                if (driver.Wait(timeout: 1000) == WaitResult.TimedOut)
                {
                    client.Stop(0);
                    driver.MustComplete();
                }

                driver.MustStart(ExplorerCommands.AddOne);
                driver.MustComplete();
            })
            .AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE), TimePassing.Anytime);
    }

    private static void Run(VpDriver<NoBug, NoBug> driver, params uint[] commands)
    {
        foreach (var command in commands)
        {
            driver.MustStart(command);
            driver.MustComplete();
        }
    }
}
