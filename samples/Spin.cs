using Sidecar.Protocol.Handlers;

namespace Sidecar.Samples;

/// <summary>A handler with bad manners: it keeps the VP for as long as it was told, whatever the host asks meanwhile.</summary>
public static class Spin
{
    /// <summary>Spins for a number of rounds and looks for a stop request only at the end.</summary>
    [CommandHandler(0x1031, "spin")]
    public static Response Handle(in Request request, HandlerContext context)
    {
        // Each value depends on the one before: neither compiler nor CPU can take a short cut. The period is 2^64 - 1.
        var value = 1UL;
        for (var round = 0UL; round < request.Rounds; round++)
        {
            value ^= value << 13;
            value ^= value >> 7;
            value ^= value << 17;
        }

        return new Response { Value = value, StopSeen = context.StopRequested };
    }

    /// <summary>How long.</summary>
    public struct Request
    {
        /// <summary>Rounds, a few CPU cycles each.</summary>
        public ulong Rounds;
    }

    /// <summary>Proof of work.</summary>
    public struct Response
    {
        /// <summary>The last of the values, which only this many rounds give.</summary>
        public ulong Value;

        /// <summary>Whether the host had asked for a stop by the end.</summary>
        public bool StopSeen;
    }
}
