using System;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Scenarios;
using Sidecar.Vmm.Linux.Work;
using Xunit;

namespace Sidecar.Cli.Tests.Vmm;

/// <summary>What the VMM's scenarios compare the handlers' answers with, and how they choose and count.</summary>
public sealed class VmmWorkTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 3, 1)]
    [InlineData(0, 1000, 168)]
    [InlineData(7, 8, 1)]
    [InlineData(9_990, 10_000, 0)]
    public void Primes_are_counted(ulong from, ulong to, ulong count) => HandlerWork.CountPrimes(from, to).ShouldBe(count);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(5000)]
    public void A_streams_hash_is_dotnets(int length)
    {
        var stream = new byte[8 * 1024];
        HashStream.Generate(7, 0, stream);
        var digest = HandlerWork.HashOf((ulong)length, 7);
        ((ReadOnlySpan<byte>)digest).ToArray().ShouldBe(SHA256.HashData(stream.AsSpan(0, length)));
    }

    [Fact]
    public void Every_kind_is_drawn_and_guests_only_where_there_are_any()
    {
        var draws = Enumerable.Range(0, SoakMix.Parts).ToArray();
        draws.Select(draw => SoakMix.Choose(draw, hasVtl0: true)).Distinct().Order().ShouldBe(Enum.GetValues<SoakKind>());
        draws.Select(draw => SoakMix.Choose(draw, hasVtl0: false)).ShouldNotContain(kind => kind == SoakKind.Run || kind == SoakKind.StoppedRun || kind == SoakKind.Registers);
    }

    [Fact]
    public async Task What_ends_with_an_exception_is_no_answer()
    {
        var count = new WorkCount();
        await count.CountAsync(() => Task.CompletedTask);
        await Should.ThrowAsync<StepException>(() => count.CountAsync(() => throw new StepException("wrong")));
        (count.Started, count.Answered).ShouldBe((2, 1));
    }
}
