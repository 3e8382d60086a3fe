using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Explorer.Machine;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Explorer.Tests;

/// <summary>A CPU that left comes back, whatever the host's other threads do meanwhile, and no CPU is sent back that is not the host's.</summary>
public class GiveBackTests(ITestOutputHelper output) : ExplorerTest(output)
{
    [Fact]
    public void A_CPU_that_was_given_back_serves_again()
        => MustHold(
            NewWorld()
                .AddHost<NoBug, NoBug>("host", client =>
                {
                    var driver = new VpDriver<NoBug, NoBug>(client);
                    driver.Remove(RemovalMode.StopFirst);
                    PropertyViolatedException.Unless(driver.GiveBack(), "there was nothing to give back");
                    driver.RunOne(ExplorerCommands.AddOne);
                })
                .AddVp<NoBug>(),
            AllTaken(CpuStatus.IDLE));

    /// <summary>The thread that holds the claim gives back what another thread removed under its command.</summary>
    [Theory]
    [InlineData(RemovalMode.StopFirst)]
    [InlineData(RemovalMode.OutOfTurn)]
    public void The_claims_holder_gives_back_what_was_removed_under_it(RemovalMode mode)
        => MustHold(
            NewWorld()
                .AddHost<NoBug, NoBug>("runner", client =>
                {
                    var driver = new VpDriver<NoBug, NoBug>(client);
                    if (driver.Start(ExplorerCommands.AddOne))
                    {
                        driver.Wait();
                    }

                    NodeWorld.Current.AwaitCount(0, Tally.Removed);
                    driver.GiveBack();
                    driver.RunOne(ExplorerCommands.AddOne);
                })
                .AddHost<NoBug, NoBug>("remover", client =>
                {
                    PropertyViolatedException.Unless(client.Remove(0, mode, ulong.MaxValue) == RemoveResult.Removed, "a removal did not end well");
                    NodeWorld.Current.Count(0, Tally.Removed);
                })
                .AddVp<NoBug>(),
            EndsAt(CpuStatus.IDLE));

    [Fact]
    public void Giving_back_against_a_stop()
        => MustHold(
            AddReturner<NoBug>(NewWorld())
                .AddHost<NoBug, NoBug>("canceller", client => client.Stop(0), sleeps: false)
                .AddVp<NoBug>(),
            EndsAt(CpuStatus.IDLE));

    [Fact]
    public void Two_threads_that_give_back_at_once()
        => MustHold(AddOther<NoBug>(AddReturner<NoBug>(NewWorld())).AddVp<NoBug>(), EndsAt(CpuStatus.IDLE));

    /// <summary>What docs/protocol.md asks of the driver: no removal of the VP is under way. Otherwise the remover, with an old look in its hands, takes the IDLE of the VP that came back for one to remove.</summary>
    [Fact]
    public void A_removal_that_overlaps_a_return_is_the_drivers_to_prevent()
        => MustFail(
            AddReturner<NoBug>(NewWorld())
                .AddHost<NoBug, NoBug>("remover", client => client.Remove(0, RemovalMode.StopFirst, ulong.MaxValue))
                .AddVp<NoBug>(),
            "a return ended with UnexpectedStatus");

    /// <summary>The other thing that it asks: nobody else holds the claim. Otherwise the command page is cleared under a command that is being written.</summary>
    [Fact]
    public void A_claim_of_somebody_elses_is_the_drivers_to_prevent()
        => MustFail(
            AddReturner<NoBug>(NewWorld())
                .AddHost<NoBug, NoBug>("runner", client =>
                {
                    var driver = new VpDriver<NoBug, NoBug>(client);
                    if (driver.Start(ExplorerCommands.AddOne))
                    {
                        driver.Wait();
                    }
                })
                .AddVp<NoBug>(),
            "the completion came before the results");

    /// <summary>Seeded bug: the ticket is marked as taken by a plain store, so two threads may both have it.</summary>
    [Fact]
    public void The_ticket_is_taken_by_a_plain_store()
        => MustFail(
            AddOther<TakesTicketsByStore>(AddReturner<TakesTicketsByStore>(NewWorld())).AddVp<NoBug>(),
            "a CPU was sent back that is not the host's");

    /// <summary>Seeded bug: the host does not wait until it has seen the VP idle.</summary>
    [Fact]
    public void The_host_takes_a_CPU_for_back_once_it_was_sent()
        => MustFail(
            NewWorld()
                .AddHost<NoBug, NoBug>("host", client =>
                {
                    var driver = new VpDriver<NoBug, NoBug>(client);
                    driver.Remove(RemovalMode.StopFirst);
                    client.BeginReturn(0, new(0, uint.MaxValue, 0, uint.MaxValue), out _);
                    NodeWorld.Current.SendBack(0);
                    ExplorerMemory.Exchange(ref NodeWorld.Current.Pages.Slot(0), client.SlotOf(0).Returned().Value);
                    driver.MustStart(ExplorerCommands.AddOne);
                })
                .AddVp<NoBug>(),
            "a start was refused");

    private static NodeWorld NewWorld() => new(1) { IsClaimed = true, PlainStoresAreBuffered = false, CpusReturn = true };

    private static NodeWorld AddReturner<TBug>(NodeWorld world)
        where TBug : struct, IMemoryBug
        => world.AddHost<TBug, NoBug>("returner", client =>
        {
            PropertyViolatedException.Unless(client.Remove(0, RemovalMode.StopFirst, ulong.MaxValue) == RemoveResult.Removed, "a removal did not end well");
            NodeWorld.Current.Count(0, Tally.Removed);
            NodeWorld.Current.Progress(24);
            new VpDriver<TBug, NoBug>(client).GiveBack();
        });

    private static NodeWorld AddOther<TBug>(NodeWorld world)
        where TBug : struct, IMemoryBug
        => world.AddHost<TBug, NoBug>("other", client =>
        {
            NodeWorld.Current.AwaitCount(0, Tally.Removed);
            new VpDriver<TBug, NoBug>(client).GiveBack();
        });

    private readonly struct TakesTicketsByStore : IMemoryBug
    {
        public static uint CompareExchange(ref uint location, uint value, uint comparand)
        {
            if (!new VpSlot(value).IsReturning)
            {
                return ExplorerMemory.CompareExchange(ref location, value, comparand);
            }

            ExplorerMemory.Exchange(ref location, value);
            return comparand;
        }
    }
}
