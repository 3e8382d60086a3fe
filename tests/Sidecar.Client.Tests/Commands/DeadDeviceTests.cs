using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>VPs and devices that do not answer, or answer nonsense: nothing waits for ever, and what comes late is put right.</summary>
public sealed class DeadDeviceTests
{
    private static readonly SidecarOptions s_impatient = new() { CommandTimeout = TimeSpan.FromMilliseconds(100), StopTimeout = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task A_run_that_does_not_stop_is_given_up_in_bounded_time_and_the_VP_serves_once_it_answers()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device], s_impatient);
        var vp = client[1];
        using var source = new CancellationTokenSource();
        var run = vp.RunAsync(source.Token);
        await Task.Delay(300);
        run.IsCompleted.ShouldBeFalse();
        var watch = Stopwatch.StartNew();
        source.Cancel();
        var error = await Failures.Of(() => run, SidecarErrorKind.TimedOut);
        watch.ElapsedMilliseconds.ShouldBeInRange(190, 5000);
        error.Message.ShouldBe("VP 1: RUN_VP was asked to stop and did not end within 0.2 s: its CPU is dead, or the command does not look for a stop; the VP is busy until it answers");
        device.Requests.ShouldBe(["CLAIM 1", "START 1", "STOP 1"]);

        vp.IsRunning.ShouldBeTrue();
        vp.Stop().ShouldBeFalse();
        (await Failures.Of(() => vp.TestAsync(), SidecarErrorKind.Busy)).Message.ShouldBe("VP 1 is busy with RUN_VP, which was given up and has not ended: a VP has one command at a time; wait for it, or stop it");

        device.Complete(1);
        await Failures.Until(() => !vp.IsRunning, "the late answer");
        device.OnStart = Answers.Intercept(device);
        (await vp.RunAsync().WithinAsync()).IsIntercepted.ShouldBeTrue();
        client.Nodes[0].UnexpectedCompletions.ShouldBe(0);
    }

    [Fact]
    public async Task A_command_of_the_kernels_own_that_takes_too_long_is_stopped_and_counts_as_failed()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device], s_impatient);
        device.OnStop = cpu =>
        {
            device.PageOf(cpu).Registers.Request.Status = HvStatus.Success;
            device.Complete(cpu);
            return Errno.None;
        };
        var error = await Failures.Of(() => client[1].GetRegistersAsync(new HvRegisterName[100], new HvRegisterValue[100]), SidecarErrorKind.TimedOut);
        error.Message.ShouldBe("VP 1: GET_VP_REGISTERS took longer than 0.1 s and was stopped; the VP serves on");
        device.Requests.ShouldBe(["CLAIM 1", "START 1", "STOP 1"]);
        device.OnStop = _ => Errno.None;
        (await Failures.Of(() => client[1].TestAsync(), SidecarErrorKind.TimedOut)).Message.ShouldContain("did not end within 0.2 s");
    }

    [Fact]
    public async Task A_time_limit_is_noticed_also_when_the_loop_has_slept_without_one()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device], s_impatient);
        for (var round = 0; round < 2; round++)
        {
            device.OnStart = cpu =>
            {
                device.Complete(cpu);
                return Errno.None;
            };
            await client[1].TestAsync().WithinAsync();
            // Longer than the loop looks at the clock after the last limit.
            await Task.Delay(1500);
            device.OnStart = _ => Errno.None;
            device.OnStop = cpu =>
            {
                device.Complete(cpu);
                return Errno.None;
            };
            await Failures.Of(() => client[1].TestAsync(), SidecarErrorKind.TimedOut);
        }
    }

    [Fact]
    public async Task A_stop_that_the_driver_refuses_changes_nothing()
    {
        // The command was over, and its completion on the way.
        var device = new ScriptedDevice { OnStop = _ => Errno.EINVAL };
        await using var client = SidecarClient.Open([device], s_impatient);
        var run = client[1].RunAsync();
        client[1].Stop().ShouldBeTrue();
        client[1].Stop().ShouldBeTrue();
        device.Requests.ShouldBe(["CLAIM 1", "START 1", "STOP 1"]);
        Answers.Intercept(device)(1);
        (await run.WithinAsync()).IsIntercepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(Errno.None, "end of file")]
    [InlineData(Errno.ENODEV, "ENODEV (No such device)")]
    [InlineData(Errno.EIO, "EIO (Input/output error)")]
    public async Task A_device_that_fails_ends_what_is_under_way_and_refuses_what_comes(Errno errno, string why)
    {
        var broken = new ScriptedDevice(3);
        var whole = new ScriptedDevice(2, baseCpu: 4);
        await using var client = SidecarClient.Open([broken, whole], s_impatient);
        var runs = client.Nodes[0].Vps.Select(vp => vp.RunAsync().AsTask()).ToArray();
        broken.Break(errno);
        foreach (var run in runs)
        {
            var error = await Failures.Of(async () => await run, SidecarErrorKind.Device);
            error.Message.ShouldBe($"/scripted: completions can no longer be read ({why}); nothing more will be heard of this node");
            error.Errno.ShouldBe(errno);
        }

        (await Failures.Of(() => client[1].TestAsync(), SidecarErrorKind.Device)).Errno.ShouldBe(errno);
        whole.OnStart = Answers.Intercept(whole);
        (await client[5].RunAsync().WithinAsync()).IsIntercepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Completions_that_nobody_waits_for_are_counted_and_nothing_else()
    {
        var device = new ScriptedDevice(2, baseCpu: 8);
        await using var client = SidecarClient.Open([device]);
        foreach (var cpu in new uint[] { 9, 8, 7, 11, 0, uint.MaxValue, 10 })
        {
            device.Complete(cpu);
        }

        await Failures.Until(() => client.Nodes[0].UnexpectedCompletions == 7, "seven completions");
        device.OnStart = Answers.Intercept(device);
        (await client[9].RunAsync().WithinAsync()).IsIntercepted.ShouldBeTrue();
        device.Complete(9);
        await Failures.Until(() => client.Nodes[0].UnexpectedCompletions == 8, "one more");
        (await client[9].RunAsync().WithinAsync()).IsIntercepted.ShouldBeTrue();
    }
}
