namespace Sidecar.Client;

/// <summary>A range of VTL0's memory.</summary>
/// <param name="Start">Guest physical address, page-aligned.</param>
/// <param name="Length">Bytes, whole pages, more than 0.</param>
public readonly record struct GuestMemoryRange(ulong Start, ulong Length)
{
    /// <summary>Whether all of a piece of memory lies here.</summary>
    public bool Contains(ulong address, ulong length) => address - Start < Length && length <= Length - (address - Start);

    /// <inheritdoc/>
    public override string ToString() => $"0x{Start:x} to 0x{Start + (Length - 1):x}";
}
