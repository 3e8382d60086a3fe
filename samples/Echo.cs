using System.Runtime.CompilerServices;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Samples;

/// <summary>A full payload each way: what comes back must be all that was sent.</summary>
public static class Echo
{
    /// <summary>Sends 1,024 bytes back in reverse order, so that a payload nobody touched cannot pass for an answer.</summary>
    [CommandHandler(0x1001, "echo")]
    public static Block Handle(in Block request, HandlerContext context)
    {
        Block response = default;
        for (var i = 0; i < Bytes.Length; i++)
        {
            response.Data[i] = request.Data[Bytes.Length - 1 - i];
        }

        return response;
    }

    /// <summary>Request and response.</summary>
    public struct Block
    {
        /// <summary>Any bytes.</summary>
        public Bytes Data;
    }

    /// <summary>As many bytes as a payload can have.</summary>
    [InlineArray(Length)]
    public struct Bytes
    {
        /// <summary>Bytes of a payload.</summary>
        public const int Length = 1024;

        private byte _first;
    }
}
