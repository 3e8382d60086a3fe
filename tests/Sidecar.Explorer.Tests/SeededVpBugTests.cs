using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Explorer.Machine;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Explorer.Tests;

/// <summary>Bugs seeded under the kernel's real code. The explorer must find each; the trace in the test's output shows how it comes about.</summary>
public class SeededVpBugTests(ITestOutputHelper output) : ExplorerTest(output)
{
    /// <summary><c>sti</c> and <c>hlt</c> apart: the interrupt is taken between the look at the status and the halt, and the VP sleeps on a command.</summary>
    [Fact]
    public void The_vp_enables_interrupts_before_it_halts()
        => MustFail(OneHost<HaltsInTwoSteps>(), "still waits");

    [Fact]
    public void The_vp_shows_idle_before_it_writes_the_results()
        => MustFail(OneHost<AnswersEarly>(), "the completion came before the results");

    /// <summary>The host finds attention, clears it, looks at a VP that still runs, and nobody raises attention again.</summary>
    [Fact]
    public void The_vp_raises_attention_before_it_shows_idle()
        => MustFail(OneHost<RaisesAttentionFirst>(), "still waits");

    /// <summary>The interrupt overtakes the store of attention that is still in the VP's store buffer.</summary>
    [Fact]
    public void The_vp_sends_its_interrupt_without_a_fence()
        => MustFail(OneHost<InterruptsWithoutFence>(), "still waits");

    [Fact]
    public void The_vp_sends_no_interrupt_for_its_answer()
        => MustFail(OneHost<NeverRaisesAttention>(), "still waits");

    /// <summary>Known defect: an interrupt pending at VTL return ends every entry at once, and the kernel spins instead of taking it.</summary>
    [Fact]
    public void The_vp_never_takes_the_interrupt_that_ended_its_guest()
        => MustFail(
            new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false, HasGuest = true, MaxOperations = 200 }
                .AddHost<NoBug, NoBug>("runner", client =>
                {
                    var driver = new VpDriver<NoBug, NoBug>(client);
                    driver.MustStart((uint)SidecarCommand.RUN_VP);
                    // A wake-up that says nothing: a kernel goes on with the guest after it, it does not spin until the stop comes.
                    NodeWorld.Current.InterruptVp(0);
                    client.Stop(0);
                    driver.MustComplete();
                })
                .AddVp<KeepsInterruptPending>(),
            "runs for ever");

    /// <summary>
    /// OpenHCL's kernel answers IDLE by a plain store. A host that asks for removal only once then waits for ever, which is why the protocol here asks again:
    /// this is the seeded host for the same kernel that passes in <see cref="RemovalTests"/>.
    /// </summary>
    [Fact]
    public void The_vp_answers_over_a_removal_that_is_asked_for_once()
        => MustFail(
            new NodeWorld(1) { IsClaimed = true, PlainStoresAreBuffered = false }
                .AddHost<NoBug, NoBug>("runner", client => new VpDriver<NoBug, NoBug>(client).Start(ExplorerCommands.AddOne))
                .AddHost<NoBug, NoBug>("remover", client =>
                {
                    ref var status = ref NodeWorld.Current.Pages.Status(0);
                    ExplorerMemory.Exchange(ref status, (byte)CpuStatus.REMOVE);
                    NodeWorld.Current.InterruptVp(0);
                    NodeWorld.Current.AwaitValue(ref status, (byte)CpuStatus.REMOVED);
                })
                .AddVp<AnswersByStore>(),
            "still waits");

    private static NodeWorld OneHost<TBug>()
        where TBug : struct, IMachineBug
        => new NodeWorld(1) { IsClaimed = true }
            .AddHost<NoBug, NoBug>("host", client =>
            {
                var driver = new VpDriver<NoBug, NoBug>(client);
                for (var i = 0; i < 2; i++)
                {
                    driver.MustStart(ExplorerCommands.AddOne);
                    PropertyViolatedException.Unless(driver.WaitByEvents() == WaitResult.Completed, "a command did not complete");
                }
            })
            .AddVp<TBug>();

    private readonly struct HaltsInTwoSteps : IMachineBug
    {
        public static void WaitForInterrupt()
        {
            ActorRun.Current.Perform(new(OperationKind.Window));
            ActorRun.Current.Perform(new(OperationKind.Halt));
        }
    }

    private readonly struct AnswersEarly : IMachineBug
    {
        public static void BeforeAnswer(ref byte status) => ExplorerMemory.Store(ref status, (byte)CpuStatus.IDLE);
    }

    private readonly struct RaisesAttentionFirst : IMachineBug
    {
        public static byte CompareExchange(ref byte location, byte value, byte comparand)
        {
            ExplorerMemory.Exchange(ref NodeWorld.Current.Pages.Control.NeedsAttention, 1);
            return ExplorerMemory.CompareExchange(ref location, value, comparand);
        }

        public static void Store(ref uint location, uint value)
        {
        }
    }

    private readonly struct InterruptsWithoutFence : IMachineBug
    {
        public static void FenceBeforeInterrupt()
        {
        }
    }

    private readonly struct NeverRaisesAttention : IMachineBug
    {
        public static void Store(ref uint location, uint value)
        {
        }
    }

    private readonly struct KeepsInterruptPending : IMachineBug
    {
        public static void OpenInterruptWindow()
        {
        }
    }

    private readonly struct AnswersByStore : IMachineBug
    {
        public static byte CompareExchange(ref byte location, byte value, byte comparand)
        {
            ExplorerMemory.Store(ref location, value);
            return comparand;
        }
    }
}
