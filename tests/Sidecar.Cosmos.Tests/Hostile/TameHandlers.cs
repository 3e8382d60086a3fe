using System;
using Sidecar.Protocol.Handlers;
using Sidecar.Samples;

namespace Sidecar.Cosmos.Tests.Hostile;

/// <summary>The samples without the one that keeps a VP for as long as the host says: what it does then is its right, and would only be waited for here.</summary>
internal readonly unsafe struct TameHandlers : IHandlerTable
{
    /// <inheritdoc/>
    public static int Count => HandlerTable.Count;

    /// <inheritdoc/>
    public static int StateSize => HandlerTable.StateSize;

    /// <inheritdoc/>
    public static bool Contains(uint command) => command != HandlerNumbers.Spin && HandlerTable.Contains(command);

    /// <inheritdoc/>
    public static bool NeedsState(uint command) => HandlerTable.NeedsState(command);

    /// <inheritdoc/>
    public static ReadOnlySpan<byte> NameOf(uint command) => HandlerTable.NameOf(command);

    /// <inheritdoc/>
    public static void Invoke(uint command, byte* payload, byte* state, HandlerFrame* frame) => HandlerTable.Invoke(command, payload, state, frame);
}
