using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Tlfs;
using Sidecar.Samples;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>Disposing a client, with and without commands under way.</summary>
public sealed class DisposalTests
{
    [Fact]
    public async Task Runs_in_flight_end_as_stopped()
    {
        await using var sidecar = SimulatedSidecar.Boot(4, 4);
        var runs = sidecar.Client.Vps.Select(vp => vp.RunAsync().AsTask()).ToArray();
        var primes = sidecar.OpenClient();
        await sidecar.Client.DisposeAsync();
        foreach (var run in runs)
        {
            run.IsCompletedSuccessfully.ShouldBeTrue();
            (await run).IsStopped.ShouldBeTrue();
        }

        foreach (var vp in primes.Vps)
        {
            await vp.ShouldServeAsync();
        }
    }

    [Fact]
    public async Task A_handler_in_flight_answers_with_what_it_has()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var call = sidecar.Client[1].CallPrimesAsync(new Primes.Request { From = 0, To = Primes.Limit });
        await Failures.Until(() => sidecar.Client[1].Progress > 0, "progress");
        await sidecar.Client.DisposeAsync();
        (await call).Stopped.ShouldBeTrue();
    }

    [Fact]
    public async Task Commands_that_do_not_stop_cost_bounded_time_and_their_callers_are_told()
    {
        var device = new ScriptedDevice(3);
        var client = SidecarClient.Open([device], new SidecarOptions { StopTimeout = TimeSpan.FromMilliseconds(200) });
        var runs = client.Vps.Select(vp => vp.RunAsync().AsTask()).ToArray();
        var watch = Stopwatch.StartNew();
        await client.DisposeAsync();
        watch.ElapsedMilliseconds.ShouldBeInRange(190, 5000);
        foreach (var run in runs)
        {
            (await Should.ThrowAsync<SidecarException>(run)).Kind.ShouldBe(SidecarErrorKind.TimedOut);
        }

        device.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Afterwards_every_call_says_so_and_the_pages_do_no_harm()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        await vp.ShouldServeAsync();
        await sidecar.Client.DisposeAsync();
        await sidecar.Client.DisposeAsync();
        foreach (var call in new Func<ValueTask>[]
        {
            async () => await vp.RunAsync(), () => vp.TestAsync(), async () => await vp.TranslateAsync(0), async () => await vp.GetRegisterAsync(HvRegisterName.Rip),
            () => vp.SetRegistersAsync(new HvRegisterAssoc[1]), async () => await vp.CallSumAsync(default), () => vp.ExecuteAsync(0x1000, default, default),
        })
        {
            (await Should.ThrowAsync<ObjectDisposedException>(async () => await call())).ObjectName.ShouldBe("Sidecar.Client.SidecarClient");
        }

        Should.Throw<ObjectDisposedException>(() => vp.OpenChannel());
        vp.Stop().ShouldBeFalse();
        vp.CpuContext.Gps[0] = 1;
        vp.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_whose_device_failed_can_be_disposed()
    {
        var device = new ScriptedDevice(2);
        var client = SidecarClient.Open([device]);
        var run = client[1].RunAsync();
        device.Break(Errno.ENODEV);
        await Failures.Of(() => run, SidecarErrorKind.Device);
        await client.DisposeAsync().WithinAsync();
        device.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Many_threads_may_dispose_while_others_call()
    {
        for (var round = 0; round < 20; round++)
        {
            await using var sidecar = SimulatedSidecar.Boot(3);
            var callers = sidecar.Client.Vps.Select(vp => Task.Run(async () =>
            {
                while (true)
                {
                    var task = vp.RunAsync();
                    vp.Stop();
                    try
                    {
                        await task.WithinAsync();
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }
                }
            })).ToArray();
            await Task.Delay(round);
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () => await sidecar.Client.DisposeAsync()))).WaitAsync(TimeSpan.FromSeconds(20));
            await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(20));
        }
    }
}
