using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Shouldly;
using Xunit;

namespace Sidecar.Samples.Tests;

/// <summary>The store against a dictionary, which is what it should be.</summary>
public sealed class KeyValueStoreTests
{
    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 500)]
    [InlineData(3, 600)]
    [InlineData(4, 5000)]
    public void Behaves_like_a_bounded_dictionary(int seed, int keys)
    {
        using var vp = new MemoryVp();
        var model = new Dictionary<string, string>();
        var random = new Random(seed);
        for (var step = 0; step < 6000; step++)
        {
            var key = $"key {random.Next(keys)}";
            switch (random.Next(5))
            {
                case 0 or 1:
                    var value = new string('v', random.Next(97));
                    var fits = model.Count < KeyValueStore.Slots.Capacity || model.ContainsKey(key);
                    Put(vp, key, value).ShouldBe(fits ? model.ContainsKey(key) : null);
                    if (fits)
                    {
                        model[key] = value;
                    }

                    break;
                case 2 or 3:
                    Get(vp, key).ShouldBe(model.GetValueOrDefault(key), $"step {step}");
                    break;
                default:
                    Delete(vp, key).ShouldBe(model.Remove(key), $"step {step}");
                    break;
            }
        }

        Count(vp).ShouldBe((uint)model.Count);
        foreach (var (key, value) in model)
        {
            Get(vp, key).ShouldBe(value);
        }
    }

    [Fact]
    public void A_full_store_says_so_and_still_replaces_and_deletes()
    {
        using var vp = new MemoryVp();
        foreach (var i in Enumerable.Range(0, 512))
        {
            Put(vp, $"{i}", "x").ShouldBe(false);
        }

        Put(vp, "one more", "x").ShouldBeNull();
        vp.Error.ShouldBe("this VP's part of the store is full: it holds 512 keys");
        Get(vp, "one more").ShouldBeNull();
        Put(vp, "7", "seven").ShouldBe(true);
        Get(vp, "7").ShouldBe("seven");
        foreach (var i in Enumerable.Range(0, 512))
        {
            Delete(vp, $"{i}").ShouldBeTrue();
        }

        Count(vp).ShouldBe(0u);
    }

    [Fact]
    public void Refuses_keys_and_values_of_the_wrong_length()
    {
        using var vp = new MemoryVp();
        var channel = vp.AsChannel();
        foreach (var length in (uint[])[0, 33, uint.MaxValue])
        {
            HandlerCalls.TryKvPut(ref channel, new KeyValueStore.PutRequest { KeyLength = length }, out _).ShouldBeFalse();
            vp.Error.ShouldBe("a key has 1 to 32 bytes");
            HandlerCalls.TryKvGet(ref channel, new KeyValueStore.KeyRequest { KeyLength = length }, out _).ShouldBeFalse();
            HandlerCalls.TryKvDelete(ref channel, new KeyValueStore.KeyRequest { KeyLength = length }, out _).ShouldBeFalse();
        }

        HandlerCalls.TryKvPut(ref channel, new KeyValueStore.PutRequest { KeyLength = 1, ValueLength = 97 }, out _).ShouldBeFalse();
        vp.Error.ShouldBe("a value has at most 96 bytes");
        Count(vp).ShouldBe(0u);
    }

    [Fact]
    public void Each_vp_has_a_store_of_its_own()
    {
        using var one = new MemoryVp();
        using var other = new MemoryVp();
        Put(one, "key", "value");
        Get(other, "key").ShouldBeNull();
    }

    [Fact]
    public void Keys_spread_evenly_over_the_partitions()
    {
        var counts = new int[7];
        foreach (var i in Enumerable.Range(0, 7000))
        {
            counts[KeyValueStore.PartitionOf(Encoding.UTF8.GetBytes($"key {i}"), 7)]++;
        }

        counts.ShouldAllBe(count => count > 800 && count < 1200);
    }

    private static bool? Put(MemoryVp vp, string key, string value)
    {
        var channel = vp.AsChannel();
        var request = new KeyValueStore.PutRequest { KeyLength = (uint)key.Length, ValueLength = (uint)value.Length };
        Encoding.UTF8.GetBytes(key, request.Key);
        Encoding.UTF8.GetBytes(value, request.Value);
        return HandlerCalls.TryKvPut(ref channel, request, out var response) ? response.Replaced : null;
    }

    private static string? Get(MemoryVp vp, string key)
    {
        var channel = vp.AsChannel();
        HandlerCalls.TryKvGet(ref channel, Request(key), out var response).ShouldBeTrue();
        return response.Found ? Encoding.UTF8.GetString(((ReadOnlySpan<byte>)response.Value)[..(int)response.ValueLength]) : null;
    }

    private static bool Delete(MemoryVp vp, string key)
    {
        var channel = vp.AsChannel();
        HandlerCalls.TryKvDelete(ref channel, Request(key), out var response).ShouldBeTrue();
        return response.Found;
    }

    private static uint Count(MemoryVp vp)
    {
        var channel = vp.AsChannel();
        HandlerCalls.TryKvCount(ref channel, out var response).ShouldBeTrue();
        response.Capacity.ShouldBe(512u);
        return response.Keys;
    }

    private static KeyValueStore.KeyRequest Request(string key)
    {
        var request = new KeyValueStore.KeyRequest { KeyLength = (uint)key.Length };
        Encoding.UTF8.GetBytes(key, request.Key);
        return request;
    }
}
