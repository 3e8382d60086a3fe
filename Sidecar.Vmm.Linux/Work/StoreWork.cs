using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Work;

/// <summary>One VP's part of the key-value store, beside a dictionary that has to agree with it.</summary>
/// <param name="vp">The VP. Nobody else uses its store.</param>
internal sealed class StoreWork(SidecarVp vp)
{
    private const int Keys = 40;
    private readonly Dictionary<int, byte[]> _values = [];

    /// <summary>The VP's state begins anew: its CPU went and came back.</summary>
    public void Forget() => _values.Clear();

    /// <summary>Finds out which of the keys the VP has now, whoever used its store before.</summary>
    public async Task ClearAsync()
    {
        for (var key = 0; key < Keys; key++)
        {
            await vp.CallKvDeleteAsync(KeyOf(key));
        }

        _values.Clear();
    }

    /// <summary>Puts, gets, deletes or counts.</summary>
    public Task NextAsync(Random random)
    {
        var key = random.Next(Keys);
        return random.Next(8) switch
        {
            < 3 => PutAsync(key, random),
            < 6 => GetAsync(key),
            6 => DeleteAsync(key),
            _ => CountAsync(),
        };
    }

    private async Task PutAsync(int key, Random random)
    {
        var value = new byte[random.Next(KeyValueStore.Value.Capacity + 1)];
        random.NextBytes(value);
        var (name, had) = (KeyOf(key), _values.ContainsKey(key));
        var request = new KeyValueStore.PutRequest { KeyLength = name.KeyLength, Key = name.Key, ValueLength = (uint)value.Length };
        value.CopyTo((Span<byte>)request.Value);
        var response = await vp.CallKvPutAsync(request);
        _values[key] = value;
        Steps.Expect(response.Replaced == had, $"{vp} {(response.Replaced ? "" : "did not ")}replace a value of key {key}");
    }

    private async Task GetAsync(int key)
    {
        var response = await vp.CallKvGetAsync(KeyOf(key));
        var expected = _values.GetValueOrDefault(key);
        Steps.Expect(
            response.Found == expected is not null && (expected is null || ((ReadOnlySpan<byte>)response.Value)[..(int)response.ValueLength].SequenceEqual(expected)),
            $"{vp} has another value for key {key}, found {response.Found}, {response.ValueLength} bytes");
    }

    private async Task DeleteAsync(int key)
    {
        var response = await vp.CallKvDeleteAsync(KeyOf(key));
        Steps.Expect(response.Found == _values.Remove(key), $"{vp} found {response.Found} when key {key} was deleted");
    }

    private async Task CountAsync()
    {
        var response = await vp.CallKvCountAsync();
        Steps.Expect(response.Keys == _values.Count, $"{vp} holds {response.Keys} keys, not {_values.Count}: {string.Join(' ', _values.Keys.Order())}");
    }

    /// <summary>Keys of every length there is.</summary>
    private static KeyValueStore.KeyRequest KeyOf(int key)
    {
        var request = new KeyValueStore.KeyRequest { KeyLength = (uint)((key % KeyValueStore.Key.Capacity) + 1) };
        ((Span<byte>)request.Key)[..(int)request.KeyLength].Fill((byte)key);
        return request;
    }
}
