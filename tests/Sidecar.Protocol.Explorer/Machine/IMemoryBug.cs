namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>
/// A bug seeded into the memory accesses of the host's real code: what is not overridden behaves as it should. <see cref="NoBug"/> seeds none.
/// </summary>
public interface IMemoryBug
{
    /// <summary>Stands for the compare-exchange of a status byte.</summary>
    static virtual byte CompareExchange(ref byte location, byte value, byte comparand) => ExplorerMemory.CompareExchange(ref location, value, comparand);

    /// <summary>Stands for the compare-exchange of a slot.</summary>
    static virtual uint CompareExchange(ref uint location, uint value, uint comparand) => ExplorerMemory.CompareExchange(ref location, value, comparand);

    /// <summary>Stands for the exchange of a word.</summary>
    static virtual uint Exchange(ref uint location, uint value) => ExplorerMemory.Exchange(ref location, value);
}
