using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Sidecar.Samples.Tests;

/// <summary>Our SHA-256 against .NET's.</summary>
public sealed class HashTests
{
    [Fact]
    public void Hashes_the_standards_example() =>
        Hash(Encoding.UTF8.GetBytes("abc")).ShouldBe("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");

    [Fact]
    public void Every_length_of_a_payload_hashes_as_in_dotnet()
    {
        var data = new byte[HashPayload.Bytes.Capacity];
        new Random(1).NextBytes(data);
        for (var length = 0; length <= data.Length; length++)
        {
            Hash(data[..length]).ShouldBe(Convert.ToHexString(SHA256.HashData(data.AsSpan(0, length))), $"{length} bytes");
        }
    }

    [Fact]
    public void Pieces_hash_as_the_whole() => Prop.ForAll<byte[][]>(pieces =>
    {
        var hash = Sha256.Create();
        foreach (var piece in pieces)
        {
            hash.Append(piece);
        }

        var digest = hash.Finish();
        ((ReadOnlySpan<byte>)digest).ToArray().ShouldBe(SHA256.HashData(pieces.SelectMany(p => p).ToArray()));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Refuses_a_length_beyond_the_payload()
    {
        using var vp = new MemoryVp();
        var channel = vp.AsChannel();
        HandlerCalls.TrySha256(ref channel, new HashPayload.Request { DataLength = 1021 }, out _).ShouldBeFalse();
        vp.Error.ShouldBe("sha256 takes at most 1,020 bytes");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(100_003)]
    public void A_stream_hashes_as_in_dotnet(int length)
    {
        using var vp = new MemoryVp();
        var response = Stream(vp, (ulong)length);
        (response.Bytes, response.Stopped).ShouldBe(((ulong)length, false));
        ((ReadOnlySpan<byte>)response.Digest).ToArray().ShouldBe(SHA256.HashData(Generated(length)));
        vp.Progress.ShouldBe((ulong)length);
    }

    [Fact]
    public void A_stream_is_the_same_wherever_it_is_cut()
    {
        var whole = Generated(4096);
        var part = new byte[64];
        HashStream.Generate(7, 1000, part);
        part.ShouldBe(whole[1000..1064]);
    }

    [Fact]
    public async Task A_stopped_stream_answers_with_the_hash_of_what_it_had()
    {
        using var vp = new MemoryVp();
        var call = Task.Run(() => Stream(vp, ulong.MaxValue));
        SpinWait.SpinUntil(() => vp.Progress > 10_000, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        vp.Stop();
        var response = await call.WaitAsync(TimeSpan.FromSeconds(30));
        response.Stopped.ShouldBeTrue();
        vp.StopSeen.ShouldBeTrue();
        response.Bytes.ShouldBe(vp.Progress);
        ((ReadOnlySpan<byte>)response.Digest).ToArray().ShouldBe(SHA256.HashData(Generated((int)response.Bytes)));
    }

    private static string Hash(byte[] data)
    {
        using var vp = new MemoryVp();
        var channel = vp.AsChannel();
        var request = new HashPayload.Request { DataLength = (uint)data.Length };
        data.CopyTo(request.Data);
        HandlerCalls.TrySha256(ref channel, request, out var response).ShouldBeTrue();
        return Convert.ToHexString(response.Digest);
    }

    private static HashStream.Response Stream(MemoryVp vp, ulong length)
    {
        var channel = vp.AsChannel();
        HandlerCalls.TrySha256Stream(ref channel, new HashStream.Request { Bytes = length, Seed = 7 }, out var response).ShouldBeTrue();
        return response;
    }

    private static byte[] Generated(int length)
    {
        var data = new byte[(length + 7) / 8 * 8];
        HashStream.Generate(7, 0, data);
        return data[..length];
    }
}
