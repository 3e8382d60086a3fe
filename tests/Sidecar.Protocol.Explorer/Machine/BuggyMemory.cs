using Sidecar.Protocol.Memory;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>The explorer's memory with a bug seeded into it.</summary>
/// <typeparam name="TBug">The bug.</typeparam>
public readonly struct BuggyMemory<TBug> : ISharedMemory
    where TBug : struct, IMemoryBug
{
    /// <inheritdoc/>
    public static byte Load(ref byte location) => ExplorerMemory.Load(ref location);

    /// <inheritdoc/>
    public static uint Load(ref uint location) => ExplorerMemory.Load(ref location);

    /// <inheritdoc/>
    public static void Store(ref byte location, byte value) => ExplorerMemory.Store(ref location, value);

    /// <inheritdoc/>
    public static void Store(ref uint location, uint value) => ExplorerMemory.Store(ref location, value);

    /// <inheritdoc/>
    public static byte Exchange(ref byte location, byte value) => ExplorerMemory.Exchange(ref location, value);

    /// <inheritdoc/>
    public static uint Exchange(ref uint location, uint value) => TBug.Exchange(ref location, value);

    /// <inheritdoc/>
    public static byte CompareExchange(ref byte location, byte value, byte comparand) => TBug.CompareExchange(ref location, value, comparand);

    /// <inheritdoc/>
    public static uint CompareExchange(ref uint location, uint value, uint comparand) => TBug.CompareExchange(ref location, value, comparand);
}
