using System;
using Shouldly;
using Xunit;

namespace Sidecar.Samples.Tests;

public sealed class EchoTests
{
    [Fact]
    public void Every_byte_of_the_payload_makes_the_round_trip()
    {
        using var vp = new MemoryVp();
        var channel = vp.AsChannel();
        var sent = new byte[MemoryVp.PayloadLength];
        new Random(1).NextBytes(sent);
        Echo.Block request = default;
        sent.CopyTo(request.Data);
        HandlerCalls.TryEcho(ref channel, request, out var response).ShouldBeTrue();
        Array.Reverse(sent);
        ((ReadOnlySpan<byte>)response.Data).ToArray().ShouldBe(sent);
    }
}
