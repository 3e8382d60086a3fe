using System;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Samples;

/// <summary>A handler that faults on request: the command ends with an error, and the VP is back for the next one.</summary>
public static class Fault
{
    /// <summary>Faults as told. Answers only when nothing faulted.</summary>
    [CommandHandler(0x1040, "fault")]
    public static Response Handle(in Request request, HandlerContext context)
    {
        switch (request.Kind)
        {
            case Kind.Raise when request.Value < 32:
                FaultInjection.Raise((byte)request.Value);
                break;
            case Kind.Divide:
                return new Response { Result = 1000 / request.Value };
            case Kind.Write:
                FaultInjection.Write(request.Value);
                break;
            case Kind.WriteText:
                FaultInjection.WriteText();
                break;
            case Kind.OverflowStack:
                FaultInjection.OverflowStack();
                break;
            case Kind.Index:
                ReadOnlySpan<byte> powers = [1, 2, 4, 8];
                return new Response { Result = powers[(int)request.Value] };
            default:
                context.Fail("fault takes a kind (0 raise, 1 divide, 2 write, 3 write-text, 4 overflow-stack, 5 index) and a value; a vector is below 32"u8);
                return default;
        }

        return default;
    }

    /// <summary>Ways to fault.</summary>
    public enum Kind
    {
        /// <summary>Raises the exception whose vector is the value, 0 to 31.</summary>
        Raise = 0,

        /// <summary>Divides 1,000 by the value.</summary>
        Divide = 1,

        /// <summary>Writes to the address that the value is; 0 is the null reference.</summary>
        Write = 2,

        /// <summary>Writes to the code that is running.</summary>
        WriteText = 3,

        /// <summary>Recurses without end.</summary>
        OverflowStack = 4,

        /// <summary>Reads the element of an array of four that the value numbers.</summary>
        Index = 5,
    }

    /// <summary>How to fault.</summary>
    public struct Request
    {
        /// <summary>The way.</summary>
        public Kind Kind;

        /// <summary>What goes with it.</summary>
        public ulong Value;
    }

    /// <summary>What came out when nothing faulted.</summary>
    public struct Response
    {
        /// <summary>The quotient or the element.</summary>
        public ulong Result;
    }
}
