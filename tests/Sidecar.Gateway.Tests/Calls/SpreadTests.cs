using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Gateway.Tests.Running;
using Xunit;

namespace Sidecar.Gateway.Tests.Calls;

/// <summary>Which VP gets which call.</summary>
public sealed class SpreadTests
{
    [Fact]
    public async Task Calls_go_to_the_VP_that_was_idle_for_longest()
    {
        await using var sidecar = Machine.Boot(2, 2);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var vps = new List<uint>();
        for (var call = 0; call < 8; call++)
        {
            vps.Add((await gateway.CallAsync("kv-count")).Vp!.Value);
        }

        vps.ShouldBe([1u, 2, 4, 5, 1, 2, 4, 5]);
    }

    [Fact]
    public async Task A_pinned_call_goes_to_its_VP_and_no_other()
    {
        await using var sidecar = Machine.Boot(3);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        foreach (var vp in new uint[] { 2, 2, 3, 1, 2 })
        {
            await gateway.ShouldServeAsync(vp);
        }
    }

    [Theory]
    [InlineData(0u, "VP 0 is the base VP of node 0")]
    [InlineData(9u, "VP 9 is no node's; there are 0 to 2")]
    public async Task A_VP_that_is_not_the_sidecars_is_a_conflict(uint vp, string detail)
    {
        await using var sidecar = Machine.Boot(2);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        (await gateway.CallAsync($"sum?vp={vp}", """{"Values":[]}""")).ShouldBeProblem(409, "not-the-sidecars", detail);
    }

    [Fact]
    public async Task Calls_with_a_key_find_the_state_that_others_with_it_left()
    {
        await using var sidecar = Machine.Boot(4);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var used = new HashSet<uint>();
        for (var key = 0; key < 40; key++)
        {
            var put = await gateway.CallAsync($"kv-put?key=k{key}", $$"""{"Key":"k{{key}}","Value":"value {{key}}"}""");
            put.ShouldBe("""{"Replaced":false}""");
            used.Add(put.Vp!.Value);
        }

        for (var key = 0; key < 40; key++)
        {
            (await gateway.CallAsync($"kv-get?key=k{key}", $$"""{"Key":"k{{key}}"}""")).ShouldBe($$"""{"Found":true,"Value":"value {{key}}"}""");
        }

        used.Count.ShouldBe(4);
    }

    [Fact]
    public async Task When_a_VP_goes_only_its_own_keys_move()
    {
        await using var sidecar = Machine.Boot(4);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var before = new Dictionary<string, uint>();
        foreach (var key in Enumerable.Range(0, 60).Select(number => $"k{number}"))
        {
            before[key] = (await gateway.CallAsync($"kv-count?key={key}")).Vp!.Value;
        }

        sidecar.Convert(2);
        foreach (var (key, vp) in before)
        {
            var now = (await gateway.CallAsync($"kv-count?key={key}")).Vp!.Value;
            (vp == 2 ? now != 2 : now == vp).ShouldBeTrue($"{key}: {vp}, then {now}");
        }
    }

    [Fact]
    public async Task A_call_that_finds_its_VP_gone_goes_to_another_and_comes_back_with_it()
    {
        await using var sidecar = Machine.Boot(2);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        sidecar.Convert(1);
        for (var call = 0; call < 4; call++)
        {
            (await gateway.CallAsync("kv-count")).Vp.ShouldBe(2u);
        }

        (await gateway.CallAsync("kv-count?vp=1")).ShouldBeProblem(409, "not-the-sidecars", "POST /vps/1/give-back");
        sidecar.GiveBack(1);
        await RunningGateway.Until(async () => (await gateway.CallAsync("kv-count?vp=1")).Status == 200, "VP 1 to be back");
    }

    [Fact]
    public async Task What_finds_all_VPs_busy_waits_and_what_finds_the_queue_full_is_sent_away()
    {
        await using var sidecar = Machine.Boot(2);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client, new GatewayOptions { Queue = 2 });
        var calls = await Task.WhenAll(LongCall.StartAsync(gateway, 1), LongCall.StartAsync(gateway, 2));
        var pinned = gateway.CallAsync("sum?vp=2", """{"Values":[1]}""");
        await RunningGateway.Until(() => gateway.App.Pool.QueueLength == 1, "the first to wait");
        var any = gateway.CallAsync("sum", """{"Values":[2]}""");
        await RunningGateway.Until(() => gateway.App.Pool.QueueLength == 2, "the second to wait");
        (await gateway.GetAsync("/metrics")).Text.ShouldContain("sidecar_queue_length 2\n");
        (await gateway.CallAsync("sum", """{"Values":[3]}""")).ShouldBeProblem(503, "busy", "2 calls wait already").Message.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await gateway.CallAsync("sum?vp=1", """{"Values":[3]}""")).ShouldBeProblem(503, "busy", "2 calls wait already");
        calls[1].Abandon();
        (await pinned).ShouldBe("""{"Total":1}""").Vp.ShouldBe(2u);
        (await any).ShouldBe("""{"Total":2}""").Vp.ShouldBe(2u);
        calls[0].Abandon();
    }

    [Fact]
    public async Task What_waits_for_longer_than_its_time_is_sent_away()
    {
        await using var sidecar = Machine.Boot(1);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client);
        var call = await LongCall.StartAsync(gateway, 1);
        (await gateway.CallAsync("sum?timeout=0.05", """{"Values":[3]}""")).ShouldBeProblem(503, "busy", "No VP was free within 0.05 s");
        gateway.App.Pool.QueueLength.ShouldBe(0);
        call.Abandon();
        await gateway.ShouldServeAsync(1);
    }

    [Fact]
    public async Task Hundreds_of_calls_at_once_are_each_answered_with_their_own()
    {
        await using var sidecar = Machine.Boot(3, 2);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client, new GatewayOptions { Queue = 1000 });
        uint[] vps = [1, 2, 3, 5, 6];
        await Task.WhenAll(Enumerable.Range(0, 600).Select(async number =>
        {
            var pin = number % 3 == 0 ? $"?vp={vps[number % 5]}" : number % 3 == 1 ? $"?key={number}" : "";
            var reply = (await gateway.CallAsync("sum" + pin, $$"""{"Values":[{{number}},1000]}""")).ShouldBe($$"""{"Total":{{number + 1000}}}""");
            if (number % 3 == 0)
            {
                reply.Vp.ShouldBe(vps[number % 5]);
            }
        }));
        gateway.App.Pool.QueueLength.ShouldBe(0);
        gateway.App.Pool.Lanes.Sum(lane => lane.Requests).ShouldBe(600);
        gateway.App.Pool.Lanes.ShouldAllBe(lane => lane.Requests > 0);
        gateway.App.Metrics.Total.ShouldBe(600);
    }

    [Fact]
    public async Task A_storm_of_calls_stops_and_departures_leaves_every_VP_serving()
    {
        await using var sidecar = Machine.Boot(4);
        await using var gateway = await RunningGateway.StartAsync(sidecar.Client, new GatewayOptions { Queue = 50 });
        var callers = Enumerable.Range(0, 24).Select(async caller =>
        {
            var random = new Random(caller);
            for (var call = 0; call < 25; call++)
            {
                var pin = random.Next(3) switch { 0 => $"vp={1 + random.Next(4)}", 1 => $"key={random.Next(9)}", _ => "bytes=auto" };
                var reply = random.Next(2) == 0
                    ? await gateway.CallAsync($"primes?timeout=0.0{1 + random.Next(9)}&{pin}", LongCall.Body)
                    : await gateway.CallAsync($"sum?{pin}", """{"Values":[1,2]}""");
                reply.Status.ShouldBeOneOf(200, 409, 502, 503, 504);
            }
        }).ToArray();
        for (var round = 0; round < 5; round++)
        {
            await Task.Delay(50);
            sidecar.Convert(3);
            await Task.Delay(20);
            sidecar.GiveBack(3);
        }

        await Task.WhenAll(callers);
        await RunningGateway.Until(() => gateway.App.Pool.AllServe, "VP 3 to be back");
        gateway.App.Pool.QueueLength.ShouldBe(0);
        for (var vp = 1u; vp <= 4; vp++)
        {
            await gateway.ShouldServeAsync(vp);
        }
    }
}
