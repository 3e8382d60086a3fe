using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>Commands of a VP whose CPU is Linux's, which the driver carries out on the calling thread.</summary>
public sealed class LocalChannelTests
{
    [Fact]
    public async Task It_needs_no_claim_and_starts_nothing_on_the_sidecar()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device]);
        device.OnLocal = cpu =>
        {
            ref var page = ref device.PageOf(cpu);
            page.HasError = 0;
            page.RunResponse.Intercept = 1;
            page.InterceptMessage.Header.Typ = HvMessageType.HvMessageTypeX64Halt;
            return Errno.None;
        };
        using (var channel = client[1].OpenLocalChannel())
        {
            channel.Run(out var result).ShouldBeTrue(channel.Error?.Message);
            result.IsIntercepted.ShouldBeTrue();
            client[1].Intercept.Kind.ShouldBe(HvMessageType.HvMessageTypeX64Halt);
            await Failures.Of(() => client[1].TestAsync(), SidecarErrorKind.Busy);
        }

        device.Requests.ShouldBe(["LOCAL 1"]);
    }

    [Fact]
    public async Task Registers_and_addresses_go_the_same_way()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device]);
        device.OnLocal = cpu =>
        {
            ref var page = ref device.PageOf(cpu);
            page.HasError = 0;
            switch (page.Command)
            {
                case SidecarCommand.TRANSLATE_GVA:
                    page.TranslateRequest.Gvn.ShouldBe(0x12u);
                    page.TranslateResponse = new() { Output = new() { GpaPage = 0x77 } };
                    break;
                default:
                    page.Registers.Request.Status = HvStatus.Success;
                    page.Registers.Request.TargetVtl.ShouldBe(HvInputVtl.FromVtl(0));
                    for (var i = 0; i < page.Registers.Request.Count; i++)
                    {
                        page.Registers.Regs[i].Value = HvRegisterValue.From((ulong)page.Registers.Regs[i].Name);
                    }

                    break;
            }

            return Errno.None;
        };
        using var channel = client[1].OpenLocalChannel();
        var names = Enumerable.Range(0, 40).Select(i => (HvRegisterName)(1000 + i)).ToArray();
        var values = new HvRegisterValue[names.Length];
        channel.GetRegisters(names, values).ShouldBeTrue(channel.Error?.Message);
        values.Select(value => value.Low).ShouldBe(names.Select(name => (ulong)name));
        channel.SetRegisters([HvRegisterAssoc.From(HvRegisterName.Rip, 1)]).ShouldBeTrue(channel.Error?.Message);
        channel.Translate(0x12345, out var translation).ShouldBeTrue(channel.Error?.Message);
        translation.PhysicalAddress.ShouldBe(0x77345u);
        device.Requests.Count.ShouldBe(4);
        Should.Throw<ArgumentException>(() => channel.GetRegisters(names, values.AsSpan(1))).Message.ShouldContain("40 names and room for 39 values");
    }

    [Theory]
    [InlineData(Errno.ENXIO, SidecarErrorKind.Removed, "the CPU is not Linux's")]
    [InlineData(Errno.EINVAL, SidecarErrorKind.Device, "not bound to CPU 1")]
    [InlineData(Errno.EBUSY, SidecarErrorKind.Busy, "another program")]
    [InlineData(Errno.EOPNOTSUPP, SidecarErrorKind.Device, "no hypervisor")]
    [InlineData(Errno.ENOTTY, SidecarErrorKind.Device, "the driver of /scripted cannot")]
    [InlineData(Errno.ENOMEM, SidecarErrorKind.Device, "/scripted failed")]
    public async Task What_the_driver_refuses_is_said(Errno error, SidecarErrorKind kind, string text)
    {
        var device = new ScriptedDevice { OnLocal = _ => error };
        await using var client = SidecarClient.Open([device]);
        using var channel = client[1].OpenLocalChannel();
        channel.Execute(0).ShouldBeFalse();
        channel.Error!.Kind.ShouldBe(kind);
        channel.Error.Errno.ShouldBe(error);
        channel.Error.Message.ShouldContain(text);
        channel.MayFillPage().ShouldBeTrue();
    }

    /// <summary>A refusal of the hypervisor, an error text, and a page on which nothing was written are told apart.</summary>
    [Fact]
    public async Task What_the_page_says_is_said()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device]);
        using var channel = client[1].OpenLocalChannel();
        var registers = new[] { HvRegisterAssoc.From(HvRegisterName.Cr0, 0) };

        channel.SetRegisters(registers).ShouldBeFalse();
        channel.Error!.Kind.ShouldBe(SidecarErrorKind.Removed);
        channel.Run(out _).ShouldBeFalse();
        channel.Error!.Kind.ShouldBe(SidecarErrorKind.Removed);

        device.OnLocal = cpu =>
        {
            device.PageOf(cpu).Registers.Request.Status = HvStatus.InvalidRegisterValue;
            return Errno.None;
        };
        channel.SetRegisters(registers).ShouldBeFalse();
        (channel.Error!.Kind, channel.Error.Status).ShouldBe((SidecarErrorKind.Hypervisor, HvStatus.InvalidRegisterValue));

        device.OnLocal = cpu =>
        {
            device.PageOf(cpu).HasError = 1;
            return Errno.None;
        };
        channel.Run(out _).ShouldBeFalse();
        channel.Error!.Kind.ShouldBe(SidecarErrorKind.Command);
    }

    /// <summary>A stop that comes before the driver has begun with the command finds nothing to stop, and is asked for again.</summary>
    [Fact]
    public async Task A_stop_is_asked_for_until_the_command_is_over()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device]);
        using var over = new ManualResetEventSlim();
        var stops = 0;
        device.OnStop = _ =>
        {
            if (++stops < 4)
            {
                return Errno.EINVAL;
            }

            over.Set();
            return Errno.None;
        };
        device.OnLocal = cpu =>
        {
            over.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            device.PageOf(cpu).RunResponse.Intercept = 0;
            return Errno.None;
        };
        using var stop = new CancellationTokenSource();
        var run = Task.Run(() =>
        {
            using var channel = client[1].OpenLocalChannel();
            return (channel.Run(out var result, stop.Token), result.IsIntercepted);
        });
        await Failures.Until(() => device.Requests.Contains("LOCAL 1"), "the run");
        await stop.CancelAsync();
        (await run.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe((true, false));
        client[1].Stop().ShouldBeFalse();
        // None for a command that is over.
        await Task.Delay(100);
        stops.ShouldBe(4);
    }

    /// <summary>Cancelled before, or between two runs: the next run is asked to end as soon as it has begun.</summary>
    [Fact]
    public async Task A_token_that_is_cancelled_already_stops_the_run()
    {
        var device = new ScriptedDevice();
        await using var client = SidecarClient.Open([device]);
        using var over = new ManualResetEventSlim();
        device.OnStop = _ =>
        {
            over.Set();
            return Errno.None;
        };
        device.OnLocal = cpu =>
        {
            over.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            device.PageOf(cpu).RunResponse.Intercept = 0;
            return Errno.None;
        };
        using var channel = client[1].OpenLocalChannel();
        channel.Run(out var result, new CancellationToken(canceled: true)).ShouldBeTrue(channel.Error?.Message);
        result.IsIntercepted.ShouldBeFalse();
    }

    /// <summary>The same over the sidecar: a stop that is asked for before the command has begun is not lost.</summary>
    [Fact]
    public async Task A_token_that_is_cancelled_already_stops_a_run_of_the_sidecars()
    {
        var device = new ScriptedDevice();
        device.OnStop = cpu =>
        {
            device.PageOf(cpu).RunResponse.Intercept = 0;
            device.Complete(cpu);
            return Errno.None;
        };
        await using var client = SidecarClient.Open([device]);
        using var channel = client[1].OpenChannel();
        channel.Run(out var result, new CancellationToken(canceled: true)).ShouldBeTrue(channel.Error?.Message);
        result.IsIntercepted.ShouldBeFalse();
        device.Requests.ShouldBe(["CLAIM 1", "START 1", "STOP 1"]);
    }

    [Fact]
    public void A_thread_is_bound_to_a_CPU_that_there_is()
    {
        var cpu = -1;
        var thread = new Thread(() =>
        {
            CpuBinding.Bind(0);
            cpu = Thread.GetCurrentProcessorId();
        });
        thread.Start();
        thread.Join();
        cpu.ShouldBe(0);
        Should.Throw<SidecarException>(() => CpuBinding.Bind(8191)).Message.ShouldContain("cannot be bound to CPU 8191: it is offline, or there is none (EINVAL");
        Should.Throw<ArgumentOutOfRangeException>(() => CpuBinding.Bind(8192));
    }
}
