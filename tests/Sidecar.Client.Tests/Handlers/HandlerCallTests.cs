using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Samples;
using Xunit;

namespace Sidecar.Client.Tests.Handlers;

/// <summary>The generated calls, from the samples' declarations to the kernel and back.</summary>
public sealed class HandlerCallTests
{
    [Fact]
    public async Task Requests_and_responses_are_the_handlers_own_types()
    {
        await using var sidecar = SimulatedSidecar.Boot(2);
        var vp = sidecar.Client[1];
        (await vp.CallSumAsync(Serving.Addition(1, 2, -10))).Total.ShouldBe(-7);
        (await vp.CallPrimesAsync(new Primes.Request { From = 0, To = 100 })).Count.ShouldBe(25u);
    }

    [Fact]
    public async Task State_is_kept_by_each_VP_and_a_handler_without_a_request_sees_it()
    {
        await using var sidecar = SimulatedSidecar.Boot(2);
        var request = new KeyValueStore.PutRequest { KeyLength = 3, ValueLength = 5 };
        "key"u8.CopyTo(request.Key);
        "value"u8.CopyTo(request.Value);
        await sidecar.Client[1].CallKvPutAsync(request);
        (await sidecar.Client[1].CallKvCountAsync()).Keys.ShouldBe(1u);
        (await sidecar.Client[2].CallKvCountAsync()).Keys.ShouldBe(0u);
        var key = new KeyValueStore.KeyRequest { KeyLength = 3 };
        "key"u8.CopyTo(key.Key);
        var found = await sidecar.Client[1].CallKvGetAsync(key);
        Encoding.UTF8.GetString(((System.ReadOnlySpan<byte>)found.Value)[..(int)found.ValueLength]).ShouldBe("value");
    }

    [Fact]
    public async Task Handlers_run_on_many_VPs_at_once()
    {
        await using var sidecar = SimulatedSidecar.Boot(4, 4);
        var calls = sidecar.Client.Vps.Select(vp => vp.CallSumAsync(Serving.Addition(vp.Index, 1000)).AsTask()).ToArray();
        (await Task.WhenAll(calls)).Select(response => response.Total).ShouldBe(sidecar.Client.Vps.Select(vp => vp.Index + 1000L));
    }

    [Fact]
    public async Task Commands_without_a_response_end_when_they_are_over()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        await sidecar.Client[1].SendAsync(HandlerNumbers.KvCount);
        await sidecar.Client[1].SendAsync(HandlerNumbers.Sum, Serving.Addition(1, 2));
        (await Failures.Of(() => sidecar.Client[1].SendAsync(HandlerNumbers.Sum, Serving.Addition(long.MinValue, -1)), SidecarErrorKind.Command)).CommandText.ShouldBe("the sum does not fit 64 bits");
    }
}
