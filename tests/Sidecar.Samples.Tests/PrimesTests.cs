using System;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Xunit;

namespace Sidecar.Samples.Tests;

public sealed class PrimesTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 2, 0)]
    [InlineData(0, 3, 1)]
    [InlineData(0, 10, 4)]
    [InlineData(0, 100_000, 9592)]
    [InlineData(9, 11, 0)]
    [InlineData(50, 10, 0)]
    public void Counts_primes(ulong from, ulong to, ulong count)
    {
        using var vp = new MemoryVp();
        var response = Count(vp, from, to);
        (response.Count, response.Stopped).ShouldBe((count, false));
        vp.Progress.ShouldBe(to > from ? to - from : 0);
    }

    [Fact]
    public void Finds_a_large_one_just_below_the_limit()
    {
        using var vp = new MemoryVp();
        // 2^40 - 87 is the largest prime below 2^40.
        Count(vp, Primes.Limit - 87, Primes.Limit).Count.ShouldBe(1ul);
        var channel = vp.AsChannel();
        HandlerCalls.TryPrimes(ref channel, new Primes.Request { To = Primes.Limit + 1 }, out _).ShouldBeFalse();
        vp.Error.ShouldBe("primes goes up to 2^40");
    }

    [Fact]
    public async Task A_stopped_search_can_be_continued_where_it_was()
    {
        using var vp = new MemoryVp();
        var call = Task.Run(() => Count(vp, 0, Primes.Limit));
        SpinWait.SpinUntil(() => vp.Progress > 1000, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        vp.Stop();
        var stopped = await call.WaitAsync(TimeSpan.FromSeconds(30));
        stopped.Stopped.ShouldBeTrue();
        var end = stopped.Next + 10_000;
        (stopped.Count + Count(vp, stopped.Next, end).Count).ShouldBe(Count(vp, 0, end).Count);
    }

    [Fact]
    public void A_stop_that_is_there_first_ends_it_before_it_begins()
    {
        using var vp = new MemoryVp { StopsNext = true };
        var response = Count(vp, 100, 200);
        (response.Next, response.Count, response.Stopped).ShouldBe((100ul, 0ul, true));
    }

    private static Primes.Response Count(MemoryVp vp, ulong from, ulong to)
    {
        var channel = vp.AsChannel();
        HandlerCalls.TryPrimes(ref channel, new Primes.Request { From = from, To = to }, out var response).ShouldBeTrue();
        return response;
    }
}
