using System;
using System.Buffers.Binary;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Samples;

/// <summary>A hash that may take hours and can be stopped at any time.</summary>
public static class HashStream
{
    private const int ChunkLength = 1024;

    /// <summary>Hashes a generated stream of any length with SHA-256. Progress is in bytes; when stopped, answers with the hash of what it had by then.</summary>
    [CommandHandler(0x1021, "sha256-stream")]
    public static Response Handle(in Request request, HandlerContext context)
    {
        Span<byte> chunk = stackalloc byte[ChunkLength];
        var hash = Sha256.Create();
        var done = 0UL;
        var stopped = false;
        while (done < request.Bytes && !(stopped = context.StopRequested))
        {
            var length = (int)Math.Min(request.Bytes - done, ChunkLength);
            Generate(request.Seed, done, chunk);
            hash.Append(chunk[..length]);
            done += (uint)length;
            context.ReportProgress(done);
        }

        return new Response { Bytes = done, Digest = hash.Finish(), Stopped = stopped };
    }

    /// <summary>Writes the stream's bytes from <paramref name="position"/> on (a multiple of 8): SplitMix64, so that any part can be had without the part before.</summary>
    public static void Generate(ulong seed, ulong position, Span<byte> chunk)
    {
        for (var i = 0; i + sizeof(ulong) <= chunk.Length; i += sizeof(ulong))
        {
            var z = unchecked(seed + (((position + (uint)i) / sizeof(ulong) + 1) * 0x9e37_79b9_7f4a_7c15));
            z = unchecked((z ^ (z >> 30)) * 0xbf58_476d_1ce4_e5b9);
            z = unchecked((z ^ (z >> 27)) * 0x94d0_49bb_1331_11eb);
            BinaryPrimitives.WriteUInt64LittleEndian(chunk[i..], z ^ (z >> 31));
        }
    }

    /// <summary>Which stream, and how much of it.</summary>
    public struct Request
    {
        /// <summary>Bytes to hash.</summary>
        public ulong Bytes;

        /// <summary>Each seed gives another stream.</summary>
        public ulong Seed;
    }

    /// <summary>The hash of <see cref="Bytes"/> bytes.</summary>
    public struct Response
    {
        /// <summary>Bytes that were hashed.</summary>
        public ulong Bytes;

        /// <summary>Their hash.</summary>
        public Sha256Digest Digest;

        /// <summary>Whether a stop ended it early.</summary>
        public bool Stopped;
    }
}
