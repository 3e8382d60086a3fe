namespace Sidecar.Protocol.Memory;

/// <summary>
/// How one side of a control page reads and writes it. The image and the Linux client use <see cref="ProcessorMemory"/>, which is free;
/// the exhaustive explorer of the tests puts itself here and decides what every access sees.
/// </summary>
public interface ISharedMemory
{
    /// <summary>Reads with acquire semantics: nothing after it moves before it.</summary>
    static abstract byte Load(ref byte location);

    /// <inheritdoc cref="Load(ref byte)"/>
    static abstract uint Load(ref uint location);

    /// <summary>Writes with release semantics: nothing before it moves after it. It may still be delayed past later reads.</summary>
    static abstract void Store(ref byte location, byte value);

    /// <inheritdoc cref="Store(ref byte, byte)"/>
    static abstract void Store(ref uint location, uint value);

    /// <summary>Writes, returns what was there, and is a full fence.</summary>
    static abstract byte Exchange(ref byte location, byte value);

    /// <inheritdoc cref="Exchange(ref byte, byte)"/>
    static abstract uint Exchange(ref uint location, uint value);

    /// <summary>Writes <paramref name="value"/> if <paramref name="comparand"/> is there; returns what was there; is a full fence either way.</summary>
    static abstract byte CompareExchange(ref byte location, byte value, byte comparand);

    /// <inheritdoc cref="CompareExchange(ref byte, byte, byte)"/>
    static abstract uint CompareExchange(ref uint location, uint value, uint comparand);
}
