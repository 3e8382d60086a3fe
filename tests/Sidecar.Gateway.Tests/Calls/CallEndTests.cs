using System;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Gateway.Tests.Running;
using Xunit;

namespace Sidecar.Gateway.Tests.Calls;

/// <summary>Ends before their time: the clock, the caller, the gateway, the VP.</summary>
public sealed class CallEndTests
{
    [Fact]
    public async Task At_the_time_limit_the_command_is_stopped_and_what_it_had_is_told()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var reply = (await gateway.CallAsync("primes?timeout=0.1", LongCall.Body)).ShouldBeProblem(504, "time-limit", "primes took longer than 0.1 s and was stopped");
        reply.Json.GetProperty("response").GetProperty("Stopped").GetBoolean().ShouldBeTrue();
        reply.Json.GetProperty("response").GetProperty("Next").GetUInt64().ShouldBeGreaterThan(0u);
        await gateway.ShouldServeAsync(1);
    }

    [Fact]
    public async Task The_gateways_own_limit_holds_without_being_asked()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client, new GatewayOptions { TimeLimit = TimeSpan.FromSeconds(0.1) });
        (await gateway.CallAsync("primes", LongCall.Body)).ShouldBeProblem(504, "time-limit", "0.1 s");
    }

    [Fact]
    public async Task A_handler_that_does_not_stop_keeps_its_VP_and_no_caller()
    {
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: false, isOpenHcl: false, Machine.Options with { StopTimeout = TimeSpan.FromSeconds(0.1) }, 2);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var vp = gateway.App.Pool.Find(1)!;
        (await gateway.CallAsync("spin?vp=1&timeout=0.05", """{"Rounds":1500000000}""")).ShouldBeProblem(504, "time-limit", "does not stop; VP 1 is back when it has ended");
        vp.Vp.IsRunning.ShouldBeTrue("the test's rounds are too few");
        (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).ShouldBeProblem(503, "busy", "VP 1 takes no calls now").Message.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await gateway.GetAsync("/vps/1")).Json.GetProperty("state").GetString().ShouldBe("stopping");
        (await gateway.CallAsync("sum", """{"Values":[]}""")).Vp.ShouldBe(2u);
        await RunningGateway.Until(async () => (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).Status == 200, "VP 1 to be back");
    }

    [Fact]
    public async Task A_handler_that_does_not_stop_for_Linux_was_not_too_slow_and_keeps_its_CPU()
    {
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: false, isOpenHcl: false, Machine.Options with { StopTimeout = TimeSpan.FromSeconds(0.1) }, 1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var vp = gateway.App.Pool.Find(1)!;
        var call = gateway.CallAsync("spin?vp=1", """{"Rounds":1500000000}""");
        await RunningGateway.Until(() => vp.Vp.IsRunning, "VP 1 to be at it");
        (await gateway.PostAsync("/vps/1/convert")).ShouldBeProblem(409, "cpu-busy", "VP 1 is busy");
        var reply = (await call).ShouldBeProblem(503, "vp-taken", "VP 1's CPU was to be given to Linux, and spin does not stop; VP 1 is back when it has ended");
        reply.Message.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        reply.Json.TryGetProperty("response", out _).ShouldBeFalse();
        await RunningGateway.Until(async () => (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).Status == 200, "VP 1 to be back");
    }

    [Fact]
    public async Task A_caller_that_goes_away_stops_its_command()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var call = await LongCall.StartAsync(gateway, 1);
        call.Abandon();
        await Should.ThrowAsync<OperationCanceledException>(() => call.Reply);
        await gateway.ShouldServeAsync(1);
        await RunningGateway.Until(async () => (await gateway.GetAsync("/metrics")).Text.Contains("""sidecar_requests_total{handler="primes",status="499"} 1"""), "the count of it");
    }

    [Fact]
    public async Task A_caller_that_goes_away_waits_no_longer()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var call = await LongCall.StartAsync(gateway, 1);
        using var going = new System.Threading.CancellationTokenSource();
        var waiting = gateway.CallAsync("sum", """{"Values":[]}""", going.Token);
        await RunningGateway.Until(() => gateway.App.Pool.QueueLength == 1, "the call to wait");
        await going.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await RunningGateway.Until(() => gateway.App.Pool.QueueLength == 0, "the wait to end");
        call.Abandon();
        await gateway.ShouldServeAsync(1);
        gateway.App.Pool.Find(1)!.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task When_the_gateway_ends_commands_are_stopped_and_answered()
    {
        await using var sidecar = Machine.Boot(3);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var calls = await Task.WhenAll(LongCall.StartAsync(gateway, 1), LongCall.StartAsync(gateway, 2), LongCall.StartAsync(gateway, 3));
        var waiting = gateway.CallAsync("sum", """{"Values":[]}""");
        using var events = await gateway.Http.GetAsync("/events", System.Net.Http.HttpCompletionOption.ResponseHeadersRead);
        await RunningGateway.Until(() => gateway.App.Pool.QueueLength == 1, "the call to wait");
        await gateway.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(8));
        foreach (var call in calls)
        {
            (await call.Reply).ShouldBeProblem(503, "shutting-down", "commands are stopped").Json.GetProperty("response").GetProperty("Stopped").GetBoolean().ShouldBeTrue();
        }

        (await waiting).ShouldBeProblem(503, "shutting-down", "try again").Json.TryGetProperty("response", out _).ShouldBeFalse();
        (await events.Content.ReadAsStringAsync()).ShouldStartWith("data: {");
    }

    [Fact]
    public async Task A_VP_whose_kernel_fails_is_a_bad_gateway_and_calls_go_elsewhere()
    {
        // As the driver ends a command whose CPU left in the middle.
        using var linux = new SimulatedLinux(1);
        var device = new ScriptedDevice(vps: 1);
        device.OnStart = cpu =>
        {
            linux.SetState(cpu, "failed");
            ref var page = ref device.PageOf(cpu);
            page.Error.Set("the CPU left the sidecar before the command was finished"u8);
            page.HasError = 1;
            device.Complete(cpu);
            device.OnStart = _ => Errno.ENOENT;
            return Errno.None;
        };
        await using var client = SidecarClient.Open([device], linux.Options);
        await using var gateway = await RunningGateway.StartAsync(client);
        (await gateway.GetAsync("/healthz")).Text.ShouldBe("ok\n");
        (await gateway.CallAsync("sum", """{"Values":[]}""")).ShouldBeProblem(502, "vp-failed", "VP 1: command 0x1000: the CPU left the sidecar before the command was finished");
        (await gateway.CallAsync("sum", """{"Values":[]}""")).ShouldBeProblem(503, "no-vp", "Not one VP of the sidecar takes calls");
        (await gateway.CallAsync("sum?key=a", """{"Values":[]}""")).ShouldBeProblem(503, "no-vp", "Not one VP");
        (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).ShouldBeProblem(409, "not-the-sidecars", "VP 1's CPU is Linux's or failed");
        (await gateway.GetAsync("/healthz")).Status.ShouldBe(503);
    }

    [Fact]
    public async Task A_device_that_fails_is_a_bad_gateway()
    {
        var device = new ScriptedDevice(vps: 2) { OnStart = _ => Errno.EIO };
        await using var client = SidecarClient.Open([device], Machine.Options);
        await using var gateway = await RunningGateway.StartAsync(client);
        (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).ShouldBeProblem(502, "vp-failed", "its status on the control page is none of the protocol's");
        (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).ShouldBeProblem(502, "vp-failed", "VP 1's device failed");
        (await gateway.GetAsync("/vps/1")).Json.GetProperty("state").GetString().ShouldBe("failed");
    }

    [Fact]
    public async Task A_VP_that_another_program_has_is_passed_over_until_it_is_free()
    {
        await using var sidecar = Machine.Boot(2);
        await using var other = sidecar.OpenClient();
        other[1].Claim();
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        foreach (var _ in Enumerable.Range(0, 4))
        {
            (await gateway.CallAsync("sum", """{"Values":[]}""")).Vp.ShouldBe(2u);
        }

        (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).ShouldBeProblem(503, "busy", "another program has it");
        other[1].Release();
        await RunningGateway.Until(async () => (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).Status == 200, "VP 1 to be free");
    }
}
