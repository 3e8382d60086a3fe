using Sidecar.Protocol.Handlers;

namespace Sidecar.Samples;

/// <summary>A long computation that reports progress, can be stopped, and says where to go on.</summary>
public static class Primes
{
    /// <summary>Where the range ends at the latest: keeps the time between two looks at the stop request short.</summary>
    public const ulong Limit = 1UL << 40;

    /// <summary>Counts the primes in a range by trial division. Progress is in numbers tried; when stopped, answers with the count so far and the next number to try.</summary>
    [CommandHandler(0x1030, "primes")]
    public static Response Handle(in Request request, HandlerContext context)
    {
        if (request.To > Limit)
        {
            context.Fail("primes goes up to 2^40"u8);
            return default;
        }

        var response = new Response { Next = request.From };
        while (response.Next < request.To && !(response.Stopped = context.StopRequested))
        {
            response.Count += IsPrime(response.Next) ? 1u : 0;
            response.Next++;
            context.ReportProgress(response.Next - request.From);
        }

        return response;
    }

    private static bool IsPrime(ulong number)
    {
        if (number < 4 || number % 2 == 0)
        {
            return number is 2 or 3;
        }

        for (var divisor = 3UL; divisor * divisor <= number; divisor += 2)
        {
            if (number % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The range to search.</summary>
    public struct Request
    {
        /// <summary>The first number of the range.</summary>
        public ulong From;

        /// <summary>The first number after it, at most <see cref="Limit"/>.</summary>
        public ulong To;
    }

    /// <summary>What was found.</summary>
    public struct Response
    {
        /// <summary>Primes from <see cref="Request.From"/> up to <see cref="Next"/>.</summary>
        public ulong Count;

        /// <summary>The first number that was not tried.</summary>
        public ulong Next;

        /// <summary>Whether a stop ended the search early.</summary>
        public bool Stopped;
    }
}
