using System.Runtime.CompilerServices;
using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Memory;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>Shared memory as the explorer gives it: every access is an operation whose result the search decides.</summary>
public readonly struct ExplorerMemory : ISharedMemory
{
    /// <inheritdoc/>
    public static byte Load(ref byte location) => (byte)Perform(OperationKind.Load, CellOf(ref location));

    /// <inheritdoc/>
    public static uint Load(ref uint location) => Perform(OperationKind.Load, CellOf(ref location));

    /// <inheritdoc/>
    public static void Store(ref byte location, byte value) => Perform(OperationKind.Store, CellOf(ref location), value);

    /// <inheritdoc/>
    public static void Store(ref uint location, uint value) => Perform(OperationKind.Store, CellOf(ref location), value);

    /// <inheritdoc/>
    public static byte Exchange(ref byte location, byte value) => (byte)Perform(OperationKind.Exchange, CellOf(ref location), value);

    /// <inheritdoc/>
    public static uint Exchange(ref uint location, uint value) => Perform(OperationKind.Exchange, CellOf(ref location), value);

    /// <inheritdoc/>
    public static byte CompareExchange(ref byte location, byte value, byte comparand)
        => (byte)Perform(OperationKind.CompareExchange, CellOf(ref location), value, comparand);

    /// <inheritdoc/>
    public static uint CompareExchange(ref uint location, uint value, uint comparand)
        => Perform(OperationKind.CompareExchange, CellOf(ref location), value, comparand);

    private static unsafe int CellOf<T>(ref T location) => NodeWorld.Current.CellAt((nint)Unsafe.AsPointer(ref location));

    private static uint Perform(OperationKind kind, int cell, uint value = 0, uint comparand = 0)
        => ActorRun.Current.Perform(new(kind, cell, value, comparand));
}
