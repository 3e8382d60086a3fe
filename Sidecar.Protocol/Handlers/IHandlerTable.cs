using System;

namespace Sidecar.Protocol.Handlers;

/// <summary>The handlers of an image. The source generator writes the one implementation, <c>Sidecar.Samples.HandlerTable</c>.</summary>
public unsafe interface IHandlerTable
{
    /// <summary>Number of handlers.</summary>
    static abstract int Count { get; }

    /// <summary>Bytes of state that all handlers of one VP need together, a multiple of 16.</summary>
    static abstract int StateSize { get; }

    /// <summary>Whether a command number has a handler.</summary>
    static abstract bool Contains(uint command);

    /// <summary>Whether the handler of <paramref name="command"/> keeps state.</summary>
    static abstract bool NeedsState(uint command);

    /// <summary>The handler's name, or an empty span for an unknown command.</summary>
    static abstract ReadOnlySpan<byte> NameOf(uint command);

    /// <summary>
    /// Calls the handler of <paramref name="command"/>: copies the request out of <paramref name="payload"/> once, works on the copy, and writes the
    /// response there when it did not fail.
    /// </summary>
    /// <param name="command">A command for which <see cref="Contains"/> is true.</param>
    /// <param name="payload">The command page's request data, 1,024 bytes, shared with a hostile host.</param>
    /// <param name="state">This VP's state of all handlers, <see cref="StateSize"/> bytes, or null.</param>
    /// <param name="frame">The kernel's frame for this call.</param>
    static abstract void Invoke(uint command, byte* payload, byte* state, HandlerFrame* frame);
}
