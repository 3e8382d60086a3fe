using System;
using System.Runtime.CompilerServices;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Samples;

/// <summary>Adding numbers: the smallest handler there is.</summary>
public static class Sum
{
    /// <summary>Adds up to 64 numbers. Fails when the sum does not fit 64 bits.</summary>
    [CommandHandler(0x1000, "sum")]
    public static Response Handle(in Request request, HandlerContext context)
    {
        if (request.ValueCount > Numbers.Capacity)
        {
            context.Fail("sum takes at most 64 values"u8);
            return default;
        }

        var total = 0L;
        foreach (var value in ((ReadOnlySpan<long>)request.Values)[..(int)request.ValueCount])
        {
            var next = unchecked(total + value);
            if (((total ^ next) & (value ^ next)) < 0)
            {
                context.Fail("the sum does not fit 64 bits"u8);
                return default;
            }

            total = next;
        }

        return new Response { Total = total };
    }

    /// <summary>What to add.</summary>
    public struct Request
    {
        /// <summary>How many of <see cref="Values"/> count.</summary>
        public uint ValueCount;

        /// <summary>The numbers.</summary>
        public Numbers Values;
    }

    /// <summary>The sum.</summary>
    public struct Response
    {
        /// <summary>The sum.</summary>
        public long Total;
    }

    /// <summary>Room for 64 numbers.</summary>
    [InlineArray(Capacity)]
    public struct Numbers
    {
        /// <summary>Numbers at most.</summary>
        public const int Capacity = 64;

        private long _first;
    }
}
