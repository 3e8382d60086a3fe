using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>Calls of the sample handlers by random requests, whose answers are known beforehand. Each ends with <see cref="StepException"/> when the answer is another.</summary>
internal static class HandlerWork
{
    private const int StreamChunk = 1024;

    /// <summary>
    /// Rounds of the handler that looks for no stop, to be tried in this order by who wants to stop it: which is long enough to be met in its midst depends on how often Linux comes to run meanwhile.
    /// </summary>
    public static IReadOnlyList<ulong> SpinRounds { get; } = [20_000_000, 80_000_000, 320_000_000];

    /// <summary>Adds some numbers.</summary>
    public static async Task SumAsync(SidecarVp vp, Random random)
    {
        var request = new Sum.Request { ValueCount = (uint)random.Next(Sum.Numbers.Capacity + 1) };
        var total = 0L;
        for (var index = 0; index < (int)request.ValueCount; index++)
        {
            // 64 of them fit 64 bits.
            request.Values[index] = random.NextInt64(long.MinValue / 64, long.MaxValue / 64);
            total += request.Values[index];
        }

        var response = await vp.CallSumAsync(request);
        Steps.Expect(response.Total == total, $"{vp} adds up to {response.Total}, not {total}");
    }

    /// <summary>Has a whole payload come back in reverse.</summary>
    public static async Task EchoAsync(SidecarVp vp, Random random)
    {
        var seed = random.Next();
        var response = await vp.CallEchoAsync(Filled(seed));
        var expected = Filled(seed);
        ((Span<byte>)expected.Data).Reverse();
        Steps.Expect(((ReadOnlySpan<byte>)response.Data).SequenceEqual(expected.Data), $"{vp} does not echo what it was sent");
    }

    /// <summary>Hashes some bytes.</summary>
    public static async Task HashAsync(SidecarVp vp, Random random)
    {
        var request = new HashPayload.Request { DataLength = (uint)random.Next(HashPayload.Bytes.Capacity + 1) };
        random.NextBytes(((Span<byte>)request.Data)[..(int)request.DataLength]);
        var hash = Sha256.Create();
        hash.Append(((ReadOnlySpan<byte>)request.Data)[..(int)request.DataLength]);
        var expected = hash.Finish();
        var response = await vp.CallSha256Async(request);
        Steps.Expect(((ReadOnlySpan<byte>)response.Digest).SequenceEqual(expected), $"{vp} hashes {request.DataLength} bytes to {Hex(response.Digest)}, not {Hex(expected)}");
    }

    /// <summary>Hashes a stream, until it ends or is stopped. Returns whether it was.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="seed">Which stream.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<bool> StreamAsync(SidecarVp vp, ulong bytes, ulong seed, CancellationToken cancellation = default)
    {
        HashStream.Response response;
        try
        {
            response = await vp.CallSha256StreamAsync(new HashStream.Request { Bytes = bytes, Seed = seed }, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Before it began.
            return true;
        }

        Steps.Expect(response.Stopped ? cancellation.IsCancellationRequested && response.Bytes < bytes : response.Bytes == bytes, $"{vp} hashed {response.Bytes} of {bytes} bytes, stopped {response.Stopped}");
        var expected = HashOf(response.Bytes, seed);
        Steps.Expect(((ReadOnlySpan<byte>)response.Digest).SequenceEqual(expected), $"{vp} hashes {response.Bytes} bytes of stream {seed} to {Hex(response.Digest)}, not {Hex(expected)}");
        return response.Stopped;
    }

    /// <summary>Counts primes, in a range that is small.</summary>
    public static async Task PrimesAsync(SidecarVp vp, Random random)
    {
        var from = (ulong)random.Next(10_000);
        var request = new Primes.Request { From = from, To = from + (ulong)random.Next(200) };
        var response = await vp.CallPrimesAsync(request);
        var expected = CountPrimes(request.From, request.To);
        Steps.Expect(!response.Stopped && response.Next == request.To && response.Count == expected, $"{vp} finds {response.Count} primes from {request.From} to {response.Next}, not {expected} to {request.To}");
    }

    /// <summary>Searches for primes without end, until it is stopped.</summary>
    public static async Task SearchAsync(SidecarVp vp, CancellationToken cancellation)
    {
        Primes.Response response;
        try
        {
            response = await vp.CallPrimesAsync(new() { From = 2, To = Primes.Limit }, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Before it began.
            return;
        }

        Steps.Expect(response.Stopped && cancellation.IsCancellationRequested, $"{vp} ended a search for primes at {response.Next}, stopped {response.Stopped}, though {(cancellation.IsCancellationRequested ? "" : "not ")}asked to");
    }

    /// <summary>Primes from one number up to another, by trial division of each by all.</summary>
    public static ulong CountPrimes(ulong from, ulong to)
    {
        var count = 0UL;
        for (var number = Math.Max(from, 2); number < to; number++)
        {
            var isPrime = true;
            for (var divisor = 2UL; isPrime && divisor * divisor <= number; divisor++)
            {
                isPrime = number % divisor != 0;
            }

            count += isPrime ? 1u : 0;
        }

        return count;
    }

    /// <summary>The hash of the beginning of a stream.</summary>
    public static Sha256Digest HashOf(ulong bytes, ulong seed)
    {
        Span<byte> chunk = stackalloc byte[StreamChunk];
        var hash = Sha256.Create();
        for (var done = 0UL; done < bytes; done += StreamChunk)
        {
            HashStream.Generate(seed, done, chunk);
            hash.Append(chunk[..(int)Math.Min(bytes - done, StreamChunk)]);
        }

        return hash.Finish();
    }

    private static Echo.Block Filled(int seed)
    {
        var block = default(Echo.Block);
        new Random(seed).NextBytes(block.Data);
        return block;
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
