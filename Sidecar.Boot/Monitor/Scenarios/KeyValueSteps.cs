using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Text;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>A key-value store whose keys are spread over all VPs, each key living on the VP that its hash names.</summary>
public static class KeyValueSteps
{
    private const uint KeysPerVp = 4;

    /// <summary>A step: stores keys, finds them where they belong and nowhere else, removes one.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("key-value-store"u8);
        var keys = KeysPerVp * session.ServingCount;
        for (var number = 0u; number < keys; number++)
        {
            var request = PutOf(number);
            var vp = HomeOf(ref session, in request.Key, request.KeyLength);
            if (session.Begin(vp, HandlerNumbers.KvPut, in request) && session.End<KeyValueStore.PutResponse>(vp, out var put))
            {
                session.Expect(!put.Replaced, vp, "a new key replaced another"u8);
            }
        }

        for (var number = 0u; number < keys; number++)
        {
            Find(ref session, number, isThere: true);
        }

        Delete(ref session, 0);
        Find(ref session, 0, isThere: false);
        Count(ref session, keys - 1);
        session.EndStep("keys spread over all VPs are found on theirs"u8);
    }

    private static void Find<THost>(ref Session<THost> session, uint number, bool isThere)
        where THost : struct, IMonitorHost
    {
        var put = PutOf(number);
        var vp = HomeOf(ref session, in put.Key, put.KeyLength);
        if (session.Begin(vp, HandlerNumbers.KvGet, new KeyValueStore.KeyRequest { Key = put.Key, KeyLength = put.KeyLength })
            && session.End<KeyValueStore.GetResponse>(vp, out var got)
            && session.Expect(got.Found == isThere, vp, isThere ? "a key that was stored is not found"u8 : "a key that was removed is found"u8)
            && isThere)
        {
            session.Expect(
                got.ValueLength == put.ValueLength && ((ReadOnlySpan<byte>)got.Value)[..(int)put.ValueLength].SequenceEqual(((ReadOnlySpan<byte>)put.Value)[..(int)put.ValueLength]),
                vp,
                "a key has another value than it was given"u8);
        }
    }

    private static void Delete<THost>(ref Session<THost> session, uint number)
        where THost : struct, IMonitorHost
    {
        var put = PutOf(number);
        var vp = HomeOf(ref session, in put.Key, put.KeyLength);
        if (session.Begin(vp, HandlerNumbers.KvDelete, new KeyValueStore.KeyRequest { Key = put.Key, KeyLength = put.KeyLength })
            && session.End<KeyValueStore.DeleteResponse>(vp, out var deleted))
        {
            session.Expect(deleted.Found, vp, "a key that was stored is not there to be removed"u8);
        }
    }

    private static void Count<THost>(ref Session<THost> session, uint expected)
        where THost : struct, IMonitorHost
    {
        var total = 0u;
        foreach (var vp in session.Serving)
        {
            if (session.Begin(vp, HandlerNumbers.KvCount) && session.End<KeyValueStore.CountResponse>(vp, out var response))
            {
                total += response.Keys;
            }
        }

        session.ExpectEqual(total, expected, session.Nth(0), "keys on all VPs together"u8);
    }

    private static uint HomeOf<THost>(ref Session<THost> session, in KeyValueStore.Key key, uint length)
        where THost : struct, IMonitorHost
        => session.Nth(KeyValueStore.PartitionOf(((ReadOnlySpan<byte>)key)[..(int)length], session.ServingCount));

    private static KeyValueStore.PutRequest PutOf(uint number)
    {
        var request = default(KeyValueStore.PutRequest);
        var key = new Utf8Writer(request.Key);
        key.Write("key-"u8);
        key.WriteDecimal(number);
        request.KeyLength = (uint)key.Length;
        var value = new Utf8Writer(request.Value);
        value.Write("value of "u8);
        value.WriteDecimal(number * 7919);
        request.ValueLength = (uint)value.Length;
        return request;
    }
}
