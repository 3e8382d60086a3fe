using System;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Samples;
using Sidecar.Simulation;
using Sidecar.Simulation.Hypervisor;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>Stops before, during and after what they are meant for.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task A_token_that_is_cancelled_already_ends_the_run_before_it_begins()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        (await sidecar.Client[1].RunAsync(new CancellationToken(canceled: true))).IsStopped.ShouldBeTrue();
        sidecar.Guest(1).Entries.ShouldBe(0);
        await sidecar.Client[1].ShouldServeAsync();
    }

    [Fact]
    public async Task Cancellation_ends_a_run_as_stopped_and_the_next_goes_on()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        for (var round = 0; round < 20; round++)
        {
            using var source = new CancellationTokenSource();
            var run = sidecar.Client[1].RunAsync(source.Token);
            await Failures.Until(() => sidecar.Guest(1).Entries > round, "the guest to be entered");
            run.IsCompleted.ShouldBeFalse();
            source.Cancel();
            (await run.WithinAsync()).IsStopped.ShouldBeTrue();
        }

        sidecar.Client.Nodes[0].UnexpectedCompletions.ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_after_the_end_and_a_late_cancellation_hit_nothing()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        vp.Stop().ShouldBeFalse();
        sidecar.Guest(1).Code = _ => GuestExit.Intercept(Intercepts.Halt());
        using var first = new CancellationTokenSource();
        (await vp.RunAsync(first.Token).WithinAsync()).IsIntercepted.ShouldBeTrue();
        vp.Stop().ShouldBeFalse();

        sidecar.Guest(1).Code = _ => GuestExit.UntilInterrupt;
        using var second = new CancellationTokenSource();
        var run = vp.RunAsync(second.Token);
        // It may be entered more than once: the interrupt that announced the run may come when it runs already.
        await Failures.Until(() => sidecar.Guest(1).Entries >= 2, "the guest to be entered");
        first.Cancel();
        await Task.Delay(20);
        run.IsCompleted.ShouldBeFalse();
        second.Cancel();
        (await run.WithinAsync()).IsStopped.ShouldBeTrue();
    }

    [Theory]
    [InlineData(SharedAccess.Load)]
    [InlineData(SharedAccess.CompareExchange)]
    public async Task A_stop_at_the_worst_moment_ends_this_run_once_and_not_the_next(SharedAccess moment)
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        sidecar.Guest(1).Code = _ => GuestExit.Intercept(Intercepts.Halt());
        for (var round = 0; round < 50; round++)
        {
            var stops = 0;
            sidecar.Machine.OnSharedAccess = (_, access) =>
            {
                if (access == moment && vp.IsRunning && Interlocked.Exchange(ref stops, 1) == 0)
                {
                    vp.Stop();
                }
            };
            await vp.RunAsync().WithinAsync();
            sidecar.Machine.OnSharedAccess = null;
            (await vp.RunAsync().WithinAsync()).IsIntercepted.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_handler_that_is_cancelled_answers_with_what_it_has()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        using var source = new CancellationTokenSource();
        var call = vp.CallPrimesAsync(new Primes.Request { From = 0, To = Primes.Limit }, source.Token);
        await Failures.Until(() => vp.Progress > 0, "progress");
        source.Cancel();
        var response = await call.WithinAsync();
        response.Stopped.ShouldBeTrue();
        response.Next.ShouldBeGreaterThan(0ul);
        await Should.ThrowAsync<OperationCanceledException>(async () => await vp.CallPrimesAsync(new Primes.Request(), source.Token));
        await Should.ThrowAsync<OperationCanceledException>(async () => await vp.ExecuteAsync(HandlerNumbers.Sum, default, default, source.Token));
        await vp.ShouldServeAsync();
    }

    [Fact]
    public async Task A_storm_of_cancellations_ends_every_run_once_and_leaves_every_VP_serving()
    {
        const int Runs = 150;
        await using var sidecar = SimulatedSidecar.Boot(4, 4);
        var tasks = new Task[sidecar.Client.Vps.Count];
        for (var index = 0; index < tasks.Length; index++)
        {
            var vp = sidecar.Client.Vps[index];
            var random = new Random(index);
            sidecar.Guest(vp.Index).Code = _ => random.Next(3) == 0 ? GuestExit.Intercept(Intercepts.Halt()) : GuestExit.UntilInterrupt;
            tasks[index] = Task.Run(async () =>
            {
                for (var run = 0; run < Runs; run++)
                {
                    using var source = new CancellationTokenSource();
                    var task = vp.RunAsync(source.Token);
                    // Cancelled by three threads, at any moment: often before the VP has taken the command.
                    var cancellations = Task.WhenAll(Task.Run(source.Cancel), Task.Run(source.Cancel), Task.Run(vp.Stop));
                    await task.WithinAsync();
                    await cancellations;
                }
            });
        }

        await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromMinutes(2));
        foreach (var vp in sidecar.Client.Vps)
        {
            await vp.ShouldServeAsync();
        }

        sidecar.Client.Nodes.ShouldAllBe(node => node.UnexpectedCompletions == 0);
    }
}
