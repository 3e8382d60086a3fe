using System.Threading;

namespace Sidecar.Protocol.Memory;

/// <summary>Shared memory as the processor gives it.</summary>
public readonly struct ProcessorMemory : ISharedMemory
{
    /// <inheritdoc/>
    public static byte Load(ref byte location) => Volatile.Read(ref location);

    /// <inheritdoc/>
    public static uint Load(ref uint location) => Volatile.Read(ref location);

    /// <inheritdoc/>
    public static void Store(ref byte location, byte value) => Volatile.Write(ref location, value);

    /// <inheritdoc/>
    public static void Store(ref uint location, uint value) => Volatile.Write(ref location, value);

    /// <inheritdoc/>
    public static byte Exchange(ref byte location, byte value) => Interlocked.Exchange(ref location, value);

    /// <inheritdoc/>
    public static uint Exchange(ref uint location, uint value) => Interlocked.Exchange(ref location, value);

    /// <inheritdoc/>
    public static byte CompareExchange(ref byte location, byte value, byte comparand) => Interlocked.CompareExchange(ref location, value, comparand);

    /// <inheritdoc/>
    public static uint CompareExchange(ref uint location, uint value, uint comparand) => Interlocked.CompareExchange(ref location, value, comparand);
}
