using System;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Samples;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>Commands that are carried out on the calling thread.</summary>
public sealed class ChannelTests
{
    [Fact]
    public async Task Generated_calls_that_wait_work_over_it()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var channel = sidecar.Client[1].OpenChannel();
        for (var round = 0; round < 20; round++)
        {
            HandlerCalls.TrySum(ref channel, Serving.Addition(round, 1), out var response).ShouldBeTrue(channel.Error?.Message);
            response.Total.ShouldBe(round + 1);
        }

        HandlerCalls.TrySum(ref channel, Serving.Addition(long.MaxValue, 1), out _).ShouldBeFalse();
        channel.Error!.Message.ShouldBe("VP 1: command 0x1000: the sum does not fit 64 bits");
        channel.Dispose();
        await sidecar.Client[1].ShouldServeAsync();
    }

    [Fact]
    public async Task It_has_the_VP_to_itself_until_it_is_disposed()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        var channel = vp.OpenChannel();
        await Failures.Of(() => vp.TestAsync(), SidecarErrorKind.Busy);
        Should.Throw<SidecarException>(() => vp.OpenChannel()).Kind.ShouldBe(SidecarErrorKind.Busy);
        vp.Stop().ShouldBeFalse();
        channel.Dispose();
        channel.Dispose();
        channel.MayFillPage().ShouldBeFalse();
        await vp.ShouldServeAsync();
    }

    [Fact]
    public async Task Any_thread_may_stop_its_command()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        var channel = vp.OpenChannel();
        for (var round = 0; round < 20; round++)
        {
            var stop = Task.Run(async () =>
            {
                await Failures.Until(() => vp.IsRunning, "the command to run");
                vp.Stop().ShouldBeTrue();
            });
            HandlerCalls.TryPrimes(ref channel, new Primes.Request { From = 0, To = Primes.Limit }, out var response).ShouldBeTrue(channel.Error?.Message);
            response.Stopped.ShouldBeTrue();
            await stop;
        }
    }

    [Fact]
    public async Task A_command_that_does_not_end_in_the_drivers_time_leaves_the_VP_busy_until_it_does()
    {
        var device = new ScriptedDevice { OnRun = _ => Errno.ETIMEDOUT };
        await using var client = SidecarClient.Open([device]);
        var vp = client[1];
        var channel = vp.OpenChannel();
        channel.Execute(0x1000).ShouldBeFalse();
        channel.Error!.Kind.ShouldBe(SidecarErrorKind.TimedOut);
        channel.MayFillPage().ShouldBeFalse();
        channel.Execute(0x1000).ShouldBeFalse();
        channel.Error!.Message.ShouldBe("VP 1 is busy with a command that did not end in time: a VP has one command at a time; wait for it, or stop it");
        channel.Dispose();
        await Failures.Of(() => vp.TestAsync(), SidecarErrorKind.Busy);
        device.Complete(1);
        await Failures.Until(() => !vp.IsRunning, "the late answer");
        device.OnRun = _ => Errno.ENOENT;
        channel = vp.OpenChannel();
        channel.Execute(0x1000).ShouldBeFalse();
        channel.Error!.Kind.ShouldBe(SidecarErrorKind.Removed);
        channel.MayFillPage().ShouldBeTrue();
    }

    [Fact]
    public async Task A_client_with_an_open_channel_can_be_disposed_in_bounded_time()
    {
        var entered = new ManualResetEventSlim();
        var leave = new ManualResetEventSlim();
        var device = new ScriptedDevice(2)
        {
            OnRun = _ =>
            {
                entered.Set();
                leave.Wait();
                return Errno.None;
            },
        };
        var client = SidecarClient.Open([device], new SidecarOptions { StopTimeout = TimeSpan.FromMilliseconds(200) });
        var resting = client[1].OpenChannel();
        var running = Task.Run(() =>
        {
            var channel = client[2].OpenChannel();
            return channel.Execute(0x1000);
        });
        entered.Wait();
        await client.DisposeAsync().WithinAsync();
        device.Requests.ShouldContain("STOP 2");
        device.Requests.ShouldNotContain("STOP 1");
        resting.MayFillPage().ShouldBeFalse();
        resting.Execute(0x1000).ShouldBeFalse();
        leave.Set();
        (await running).ShouldBeTrue();
    }
}
