using Shouldly;
using Xunit;

namespace Sidecar.Samples.Tests;

public sealed class SpinTests
{
    [Fact]
    public void A_stop_changes_nothing_but_is_noticed_in_the_end()
    {
        var undisturbed = Call(100_000, stop: false);
        var stopped = Call(100_000, stop: true);
        undisturbed.StopSeen.ShouldBeFalse();
        stopped.StopSeen.ShouldBeTrue();
        stopped.Value.ShouldBe(undisturbed.Value);
    }

    [Fact]
    public void Every_round_counts() => Call(1001, stop: false).Value.ShouldNotBe(Call(1000, stop: false).Value);

    private static Spin.Response Call(ulong rounds, bool stop)
    {
        using var vp = new MemoryVp { StopsNext = stop };
        var channel = vp.AsChannel();
        HandlerCalls.TrySpin(ref channel, new Spin.Request { Rounds = rounds }, out var response).ShouldBeTrue();
        return response;
    }
}
