using System;
using System.Runtime.CompilerServices;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Samples;

/// <summary>A hash of what the host sends.</summary>
public static class HashPayload
{
    /// <summary>Hashes up to 1,020 bytes with SHA-256.</summary>
    [CommandHandler(0x1020, "sha256")]
    public static Response Handle(in Request request, HandlerContext context)
    {
        if (request.DataLength > Bytes.Capacity)
        {
            context.Fail("sha256 takes at most 1,020 bytes"u8);
            return default;
        }

        var hash = Sha256.Create();
        hash.Append(((ReadOnlySpan<byte>)request.Data)[..(int)request.DataLength]);
        return new Response { Digest = hash.Finish() };
    }

    /// <summary>What to hash.</summary>
    public struct Request
    {
        /// <summary>How many bytes of <see cref="Data"/> count.</summary>
        public uint DataLength;

        /// <summary>The bytes.</summary>
        public Bytes Data;
    }

    /// <summary>The hash.</summary>
    public struct Response
    {
        /// <summary>The hash.</summary>
        public Sha256Digest Digest;
    }

    /// <summary>What is left of a payload beside the length.</summary>
    [InlineArray(Capacity)]
    public struct Bytes
    {
        /// <summary>Bytes at most.</summary>
        public const int Capacity = 1020;

        private byte _first;
    }
}
