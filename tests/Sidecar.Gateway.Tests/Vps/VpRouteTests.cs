using System;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Gateway.Tests.Running;
using Xunit;

namespace Sidecar.Gateway.Tests.Vps;

/// <summary>VPs by HTTP: their list, and giving CPUs to Linux and back.</summary>
public sealed class VpRouteTests
{
    [Fact]
    public async Task Vps_are_listed_with_what_they_did()
    {
        await using var sidecar = Machine.Boot(1, 1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        await gateway.ShouldServeAsync(3);
        (await gateway.CallAsync("fault?vp=3", """{"Kind":99,"Value":0}""")).Status.ShouldBe(422);
        (await gateway.GetAsync("/vps")).ShouldBe(
            """{"vps":[{"vp":0,"cpu":0,"node":0,"state":"host"},{"vp":1,"cpu":1,"node":0,"state":"idle","requests":0,"errors":0,"lastHandler":null},{"vp":2,"cpu":2,"node":1,"state":"host"},{"vp":3,"cpu":3,"node":1,"state":"idle","requests":2,"errors":1,"lastHandler":"fault"}]}""");
        (await gateway.GetAsync("/vps/3")).ShouldBe("""{"vp":3,"cpu":3,"node":1,"state":"idle","requests":2,"errors":1,"lastHandler":"fault"}""");
        (await gateway.GetAsync("/vps/0")).ShouldBe("""{"vp":0,"cpu":0,"node":0,"state":"host"}""");
        (await gateway.GetAsync("/vps/4")).ShouldBeProblem(404, "unknown-vp", "4 is no VP; there are 0 to 1, 2 to 3");
        (await gateway.GetAsync("/vps/one")).ShouldBeProblem(404, "unknown-vp", "one is no VP");
    }

    [Fact]
    public async Task A_VP_at_work_is_running()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var call = await LongCall.StartAsync(gateway, 1);
        (await gateway.GetAsync("/vps/1")).Json.GetProperty("state").GetString().ShouldBe("running");
        (await gateway.GetAsync("/metrics")).Text.ShouldContain("sidecar_vps{state=\"running\"} 1\n");
        call.Abandon();
    }

    [Fact]
    public async Task A_CPU_is_given_to_Linux_and_back_and_state_begins_anew()
    {
        using var linux = new SimulatedLinux(2);
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: false, isOpenHcl: false, linux.Options, 2);
        linux.Serve(sidecar);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        (await gateway.CallAsync("kv-put?vp=1", """{"Key":"a","Value":"b"}""")).Status.ShouldBe(200);
        (await gateway.PostAsync("/vps/1/convert")).Status.ShouldBe(200);
        (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).ShouldBeProblem(409, "not-the-sidecars", "VP 1's CPU is Linux's");
        await RunningGateway.Until(async () => (await gateway.GetAsync("/vps/1")).Text.Contains("linux"), "Linux to have it");
        (await gateway.CallAsync("sum", """{"Values":[]}""")).Vp.ShouldBe(2u);
        (await gateway.PostAsync("/vps/1/give-back")).Status.ShouldBe(200);
        await RunningGateway.Until(async () => (await gateway.CallAsync("sum?vp=1", """{"Values":[]}""")).Status == 200, "VP 1 to be back");
        (await gateway.CallAsync("kv-count?vp=1")).ShouldBe("""{"Keys":0,"Capacity":512}""");
        (await gateway.GetAsync("/vps/1")).Json.GetProperty("state").GetString().ShouldBe("idle");
    }

    [Fact]
    public async Task A_command_on_a_CPU_that_is_given_to_Linux_is_stopped_and_what_waits_for_it_is_told()
    {
        using var linux = new SimulatedLinux(1);
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: false, isOpenHcl: false, linux.Options, 1);
        linux.Serve(sidecar);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var call = await LongCall.StartAsync(gateway, 1);
        var pinned = gateway.CallAsync("sum?vp=1", """{"Values":[]}""");
        var any = gateway.CallAsync("sum", """{"Values":[]}""");
        await RunningGateway.Until(() => gateway.App.Pool.QueueLength == 2, "two calls to wait");
        (await gateway.PostAsync("/vps/1/convert")).Status.ShouldBe(200);
        (await pinned).ShouldBeProblem(409, "not-the-sidecars", "VP 1's CPU is Linux's");
        (await any).ShouldBeProblem(503, "no-vp", "Not one VP");
        (await call.Reply.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeProblem(503, "vp-taken", "VP 1's CPU was given to Linux, and primes was stopped").Json.GetProperty("response").GetProperty("Stopped").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task What_Linux_refuses_says_why_and_the_VP_serves_on()
    {
        using var linux = new SimulatedLinux(1);
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: false, isOpenHcl: false, linux.Options, 1);
        linux.Lose(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        (await gateway.PostAsync("/vps/1/convert")).ShouldBeProblem(502, "vp-failed", "VP 1: converting it to Linux");
        await gateway.ShouldServeAsync(1);
        (await gateway.PostAsync("/vps/1/give-back")).ShouldBeProblem(502, "vp-failed", "VP 1: giving it back to the sidecar");
        await gateway.ShouldServeAsync(1);
        (await gateway.PostAsync("/vps/0/convert")).ShouldBeProblem(409, "not-the-sidecars", "VP 0 is the base VP of node 0");
        (await gateway.PostAsync("/vps/7/convert")).ShouldBeProblem(404, "unknown-vp", "7 is no VP; there are 0 to 1");
        gateway.App.Pool.Lanes.Count(lane => lane.IsConverting).ShouldBe(0);
    }
}
