using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>SHA-256 on VPs, against answers that are known.</summary>
public static class Hashes
{
    private static ReadOnlySpan<byte> Short => "abc"u8;

    private static ReadOnlySpan<byte> TwoBlocks => "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"u8;

    // FIPS 180-4's examples, as NIST publishes them.
    private static ReadOnlySpan<byte> ShortDigest =>
    [
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
        0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
    ];

    private static ReadOnlySpan<byte> TwoBlocksDigest =>
    [
        0x24, 0x8d, 0x6a, 0x61, 0xd2, 0x06, 0x38, 0xb8, 0xe5, 0xc0, 0x26, 0x93, 0x0c, 0x3e, 0x60, 0x39,
        0xa3, 0x3c, 0xe4, 0x59, 0x64, 0xff, 0x21, 0x67, 0xf6, 0xec, 0xed, 0xd4, 0x19, 0xdb, 0x06, 0xc1,
    ];

    /// <summary>A step: hashes of NIST's two messages, on two VPs at once.</summary>
    public static void KnownAnswers<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("sha256"u8);
        Known(ref session, session.Nth(0), Short, ShortDigest);
        Known(ref session, session.Nth(1), TwoBlocks, TwoBlocksDigest);
        session.EndStep("NIST's messages have NIST's hashes"u8);
    }

    /// <summary>A step: a long stream's hash, on all VPs at once.</summary>
    public static void StreamOnAll<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("sha256-stream"u8);
        var request = new HashStream.Request { Bytes = 100_000, Seed = 42 };
        foreach (var vp in session.Serving)
        {
            session.Begin(vp, HandlerNumbers.Sha256Stream, in request);
        }

        Sha256Digest first = default;
        var isFirst = true;
        foreach (var vp in session.Serving)
        {
            session.End<HashStream.Response>(vp, out var response);
            session.ExpectEqual(response.Bytes, request.Bytes, vp, "bytes hashed"u8);
            first = isFirst ? response.Digest : first;
            isFirst = false;
            session.Expect(AreEqual(in first, in response.Digest), vp, "its hash of the stream is not the other VPs'"u8);
        }

        session.EndStep("all VPs agree about a stream of 100,000 bytes"u8);
    }

    /// <summary>Whether two digests are the same.</summary>
    public static bool AreEqual(in Sha256Digest left, in Sha256Digest right) => ((ReadOnlySpan<byte>)left).SequenceEqual(right);

    private static void Known<THost>(ref Session<THost> session, uint vp, ReadOnlySpan<byte> message, ReadOnlySpan<byte> digest)
        where THost : struct, IMonitorHost
    {
        var request = new HashPayload.Request { DataLength = (uint)message.Length };
        message.CopyTo(request.Data);
        if (session.Begin(vp, HandlerNumbers.Sha256, in request) && session.End<HashPayload.Response>(vp, out var response))
        {
            session.Expect(((ReadOnlySpan<byte>)response.Digest).SequenceEqual(digest), vp, "the hash is not the published one"u8);
        }
    }
}
