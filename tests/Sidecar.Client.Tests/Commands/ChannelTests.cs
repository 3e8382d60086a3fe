using System;
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
    public async Task An_address_is_the_guests_unless_another_VTL_is_named()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        TranslateVirtualAddressX64 seen = default;
        sidecar.Machine.Hypervisor!.Translate = request =>
        {
            seen = request;
            return (HvStatus.Success, new TranslateVirtualAddressExOutputX64 { GpaPage = 0x77 });
        };
        using var channel = sidecar.Client[1].OpenChannel();
        channel.Translate(0x5123, out var translation).ShouldBeTrue(channel.Error?.Message);
        translation.PhysicalAddress.ShouldBe(0x7_7123ul);
        seen.ControlFlags.InputVtl.Raw.ShouldBe(HvInputVtl.FromVtl(0).Raw);
        channel.Translate(0x5123, out _, new() { ValidateRead = true }, Vtl.Vtl1).ShouldBeTrue(channel.Error?.Message);
        (seen.ControlFlags.InputVtl.Raw, seen.ControlFlags.ValidateRead).ShouldBe((HvInputVtl.FromVtl(1).Raw, true));
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
    public async Task A_command_that_does_not_end_when_it_is_stopped_leaves_the_VP_busy_until_it_does()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device], new SidecarOptions { CommandTimeout = TimeSpan.FromMilliseconds(100), StopTimeout = TimeSpan.FromMilliseconds(200) });
        var vp = client[1];
        var channel = vp.OpenChannel();
        channel.Execute(0).ShouldBeFalse();
        channel.Error!.Message.ShouldStartWith("VP 1: NONE was asked to stop and did not end within 0.2 s");
        channel.MayFillPage().ShouldBeFalse();
        channel.Execute(0).ShouldBeFalse();
        channel.Error!.Kind.ShouldBe(SidecarErrorKind.Busy);
        channel.Dispose();
        await Failures.Of(() => vp.TestAsync(), SidecarErrorKind.Busy);
        device.Complete(1);
        await Failures.Until(() => !vp.IsRunning, "the late answer");

        device.OnStart = _ => Errno.ENOENT;
        channel = vp.OpenChannel();
        channel.Execute(0x1000).ShouldBeFalse();
        channel.Error!.Kind.ShouldBe(SidecarErrorKind.Removed);
        channel.MayFillPage().ShouldBeTrue();
        device.OnStart = Answers.Intercept(device);
        channel.Execute(0x1000).ShouldBeTrue();
        channel.Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_client_with_open_channels_can_be_disposed()
    {
        var device = new ScriptedDevice(3);
        device.OnStop = cpu =>
        {
            if (cpu == 2)
            {
                device.Complete(cpu);
            }

            return Errno.None;
        };
        var client = SidecarClient.Open([device], new SidecarOptions { StopTimeout = TimeSpan.FromMilliseconds(200) });
        var resting = client[1].OpenChannel();
        var running = new[] { 2u, 3u }.Select(vp => Task.Run(() =>
        {
            var channel = client[vp].OpenChannel();
            channel.Execute(0x1000);
            return channel.Error?.Kind;
        })).ToArray();
        await Failures.Until(() => client[2].IsRunning && client[3].IsRunning, "two commands");
        await client.DisposeAsync().WithinAsync();
        device.Requests.ShouldContain("STOP 2");
        device.Requests.ShouldNotContain("STOP 1");
        (await Task.WhenAll(running)).ShouldBe([null, SidecarErrorKind.TimedOut]);
        resting.MayFillPage().ShouldBeFalse();
        resting.Execute(0x1000).ShouldBeFalse();
        resting.Dispose();
    }
}
