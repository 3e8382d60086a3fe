using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Explorer.Machine;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Explorer.Tests;

/// <summary>
/// Bugs seeded under the host's real code: each takes one thing away that the protocol's documentation says is needed. The explorer must find what comes of it.
/// </summary>
public class SeededHostBugTests(ITestOutputHelper output) : ExplorerTest(output)
{
    [Fact]
    public void The_request_interrupt_is_sent_before_run_is_stored()
        => MustFail(OneHost<InterruptsBeforeRun, SendsNoRequests>(), "still waits");

    /// <summary>A host with one thread may think that it needs no locked instruction. RUN is then still in the store buffer when the VP, woken by the interrupt, finds IDLE and goes back to sleep.</summary>
    [Fact]
    public void The_request_interrupt_is_sent_without_a_fence()
        => MustFail(OneHost<StoresRun, FencesNot>(), "still waits");

    /// <summary>The same plain stores with the fence are right, as long as nobody else writes: the fence is what counts.</summary>
    [Fact]
    public void The_request_interrupt_with_a_fence_after_a_plain_store_is_right()
        => MustHold(OneHost<StoresRun, NoBug>(), AllTaken(CpuStatus.IDLE));

    /// <summary>Known race: the claim counts as running before RUN is stored, and a scan takes the old IDLE for the answer.</summary>
    [Fact]
    public void A_completion_is_fabricated_when_the_claim_precedes_the_run_store()
        => MustFail(ServerAndRunner<RunsFromTheClaim, NoBug>(commands: 1), "the VP has not taken the command");

    /// <summary>A scan that was held up notes the completion it saw for the command after it.</summary>
    [Fact]
    public void A_completion_is_doubled_when_slots_have_no_generation()
        => MustFail(ServerAndRunner<HasNoGenerations, NoBug>(commands: 2), "the VP has not taken the command");

    [Fact]
    public void Attention_is_cleared_after_the_look()
        => MustFail(OneHost(clearsLate: true), "still waits");

    /// <summary>The same hand-written loop in the right order is right.</summary>
    [Fact]
    public void Attention_is_cleared_before_the_look()
        => MustHold(OneHost(clearsLate: false), AllTaken(CpuStatus.IDLE));

    [Fact]
    public void The_host_enables_interrupts_before_it_halts()
        => MustFail(OneHost<NoBug, HaltsInTwoSteps>(), "still waits");

    [Fact]
    public void The_thread_that_notes_a_completion_wakes_nobody()
        => MustFail(ServerAndRunner<NoBug, WakesNobody>(commands: 1), "still waits");

    /// <summary>STOP lands on the IDLE of a VP that was faster; the next start finds a VP that is not idle.</summary>
    [Fact]
    public void Stop_is_a_plain_store()
        => MustFail(
            new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false }
                .AddHost<NoBug, NoBug>("runner", client => RunCommands(new VpDriver<NoBug, NoBug>(client), 2))
                .AddHost<StoresStop, NoBug>("canceller", client => client.Stop(0), sleeps: false)
                .AddVp<NoBug>(),
            "runner:");

    /// <summary>REMOVE lands on the REMOVED of a VP whose kernel just failed.</summary>
    [Fact]
    public void Remove_is_a_plain_store()
        => MustFail(
            new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false }
                .AddHost<NoBug, NoBug>("runner", client => new VpDriver<NoBug, NoBug>(client).Start(ExplorerCommands.Crash))
                .AddHost<StoresRemove, NoBug>("remover", client => client.Remove(0, RemovalMode.OutOfTurn, ulong.MaxValue))
                .AddVp<NoBug>(),
            "remover still waits");

    /// <summary>A stop that comes during the start is dropped.</summary>
    [Fact]
    public void A_stop_before_run_is_forgotten()
        => MustFail(
            new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false }
                .AddHost<ForgetsStops, NoBug>("runner", client => new VpDriver<ForgetsStops, NoBug>(client).RunOne(ExplorerCommands.RunUntilStopped))
                .AddHost<ForgetsStops, NoBug>("canceller", client => new VpDriver<ForgetsStops, NoBug>(client).StopWhenStarted(), sleeps: false)
                .AddVp<NoBug>(),
            "runner");

    private static NodeWorld OneHost<TMemoryBug, THostBug>()
        where TMemoryBug : struct, IMemoryBug
        where THostBug : struct, IHostBug
        => new NodeWorld(1) { IsClaimed = true }
            .AddHost<TMemoryBug, THostBug>("host", client => RunCommands(new VpDriver<TMemoryBug, THostBug>(client), 2))
            .AddVp<NoBug>();

    /// <summary>A host whose loop over attention is written out here.</summary>
    private static NodeWorld OneHost(bool clearsLate) => new NodeWorld(1) { IsClaimed = true }
        .AddHost<NoBug, NoBug>("host", client =>
        {
            var driver = new VpDriver<NoBug, NoBug>(client);
            ref var attention = ref NodeWorld.Current.Pages.Control.NeedsAttention;
            driver.MustStart(ExplorerCommands.AddOne);
            while (true)
            {
                var isRaised = clearsLate ? ExplorerMemory.Load(ref attention) != 0 : ExplorerMemory.Exchange(ref attention, 0) != 0;
                if (!isRaised)
                {
                    driver.Park(client.SlotOf(0));
                    continue;
                }

                var result = client.Wait(0, timeout: 0);
                if (clearsLate)
                {
                    ExplorerMemory.Exchange(ref attention, 0);
                }

                if (result == WaitResult.Completed)
                {
                    driver.NoteCompletion();
                    return;
                }
            }
        })
        .AddVp<AttendsTwice>();

    private static NodeWorld ServerAndRunner<TMemoryBug, THostBug>(int commands)
        where TMemoryBug : struct, IMemoryBug
        where THostBug : struct, IHostBug
        => new NodeWorld(1) { PlainStoresAreBuffered = false }
            .AddHost<TMemoryBug, THostBug>("server", client => new VpDriver<TMemoryBug, THostBug>(client).ServeUntilReleased())
            .AddHost<TMemoryBug, THostBug>("runner", client =>
            {
                var driver = new VpDriver<TMemoryBug, THostBug>(client);
                driver.Claim();
                for (var i = 0; i < commands; i++)
                {
                    driver.MustStart(ExplorerCommands.AddOne);
                    if (commands > 1)
                    {
                        driver.MustComplete();
                    }
                    else
                    {
                        driver.WaitByEvents(servesAttention: false);
                    }
                }

                driver.Release();
                driver.Wake();
            })
            .AddVp<AttendsTwice>();

    private static void RunCommands<TMemoryBug, THostBug>(VpDriver<TMemoryBug, THostBug> driver, int count)
        where TMemoryBug : struct, IMemoryBug
        where THostBug : struct, IHostBug
    {
        for (var i = 0; i < count; i++)
        {
            driver.RunOne(ExplorerCommands.AddOne);
        }
    }

    private static byte StoreIf(bool applies, ref byte location, byte value, byte comparand)
    {
        if (!applies)
        {
            return ExplorerMemory.CompareExchange(ref location, value, comparand);
        }

        ExplorerMemory.Store(ref location, value);
        return comparand;
    }

    private readonly struct InterruptsBeforeRun : IMemoryBug
    {
        public static byte CompareExchange(ref byte location, byte value, byte comparand)
        {
            NodeWorld.Current.InterruptVp(0);
            return ExplorerMemory.CompareExchange(ref location, value, comparand);
        }
    }

    private readonly struct StoresRun : IMemoryBug
    {
        public static byte CompareExchange(ref byte location, byte value, byte comparand)
            => StoreIf(value == (byte)CpuStatus.RUN, ref location, value, comparand);

        public static uint CompareExchange(ref uint location, uint value, uint comparand)
        {
            var found = ExplorerMemory.Load(ref location);
            if (found == comparand)
            {
                ExplorerMemory.Store(ref location, value);
            }

            return found;
        }
    }

    private readonly struct StoresStop : IMemoryBug
    {
        public static byte CompareExchange(ref byte location, byte value, byte comparand)
            => StoreIf(value == (byte)CpuStatus.STOP, ref location, value, comparand);
    }

    private readonly struct StoresRemove : IMemoryBug
    {
        public static byte CompareExchange(ref byte location, byte value, byte comparand)
            => StoreIf(value == (byte)CpuStatus.REMOVE, ref location, value, comparand);
    }

    private readonly struct RunsFromTheClaim : IMemoryBug
    {
        public static uint CompareExchange(ref uint location, uint value, uint comparand)
        {
            var isStart = new VpSlot(value).Phase == VpPhase.Starting;
            var claimed = ExplorerMemory.CompareExchange(ref location, isStart ? new VpSlot(value).In(VpPhase.Running).Value : value, comparand);
            return isStart && claimed == comparand ? comparand : new VpSlot(comparand).Phase == VpPhase.Starting ? comparand : claimed;
        }
    }

    private readonly struct HasNoGenerations : IMemoryBug
    {
        public static uint CompareExchange(ref uint location, uint value, uint comparand)
        {
            var found = ExplorerMemory.CompareExchange(ref location, value & 0xff, comparand & 0xff);
            return found == (comparand & 0xff) ? comparand : found;
        }
    }

    private readonly struct ForgetsStops : IMemoryBug
    {
        public static uint CompareExchange(ref uint location, uint value, uint comparand)
            => new VpSlot(value).StopAsked ? comparand : ExplorerMemory.CompareExchange(ref location, value, comparand);
    }

    private readonly struct SendsNoRequests : IHostBug
    {
        public static bool SendsRequests => false;
    }

    private readonly struct FencesNot : IHostBug
    {
        public static bool Fences => false;
    }

    private readonly struct HaltsInTwoSteps : IHostBug
    {
        public static bool HaltsAtomically => false;
    }

    private readonly struct WakesNobody : IHostBug
    {
        public static bool Wakes => false;
    }

    /// <summary>Not a bug: any VP of the node may raise attention at any time without news, here when it comes up.</summary>
    private readonly struct AttendsTwice : IMachineBug
    {
        public static void WaitForInterrupt()
        {
            if (NodeWorld.Current.IsFirstWait())
            {
                ExplorerMemory.Exchange(ref NodeWorld.Current.Pages.Control.NeedsAttention, 1);
                ActorRun.Current.Perform(new(OperationKind.Interrupt, Value: NodeWorld.Current.HostsMask));
            }

            ActorRun.Current.Perform(new(OperationKind.Halt, LocalState: NodeWorld.Current.LocalState));
        }
    }
}
