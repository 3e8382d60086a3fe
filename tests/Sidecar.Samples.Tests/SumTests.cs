using System;
using System.Linq;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Sidecar.Samples.Tests;

public sealed class SumTests
{
    [Fact]
    public void Adds() => Call([1, 2, 3, -10]).ShouldBe((-4, ""));

    [Fact]
    public void Nothing_is_zero() => Call([]).ShouldBe((0, ""));

    [Fact]
    public void Takes_64_values_and_says_so_of_65()
    {
        Call(Enumerable.Repeat(2L, 64).ToArray()).ShouldBe((128, ""));
        Call(Enumerable.Repeat(2L, 64).ToArray(), count: 65).ShouldBe((0, "sum takes at most 64 values"));
        Call([], count: uint.MaxValue).ShouldBe((0, "sum takes at most 64 values"));
    }

    [Fact]
    public void Sums_or_says_that_it_does_not_fit() => Prop.ForAll<long[]>(values =>
    {
        var items = values.Take(64).Select(v => v * 0x1000_0000_0000_0001).ToArray();
        var sum = BigInteger.Zero;
        var fits = true;
        foreach (var item in items)
        {
            sum += item;
            fits &= sum >= long.MinValue && sum <= long.MaxValue;
        }

        Call(items).ShouldBe(fits ? ((long)sum, "") : (0, "the sum does not fit 64 bits"));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_failed_command_leaves_the_payload_as_it_was()
    {
        using var vp = new MemoryVp();
        vp.Payload.Fill(0xff);
        vp.Execute(HandlerNumbers.Sum).ShouldBeFalse();
        vp.Payload.IndexOfAnyExcept((byte)0xff).ShouldBe(-1);
    }

    private static (long Total, string Error) Call(long[] values, uint? count = null)
    {
        using var vp = new MemoryVp();
        var channel = vp.AsChannel();
        var request = new Sum.Request { ValueCount = count ?? (uint)values.Length };
        values.CopyTo(request.Values);
        var succeeded = HandlerCalls.TrySum(ref channel, request, out var response);
        succeeded.ShouldBe(vp.Error.Length == 0);
        return (response.Total, vp.Error);
    }
}
