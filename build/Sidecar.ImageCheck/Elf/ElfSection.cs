namespace Sidecar.ImageCheck.Elf;

/// <summary>A section header (ELF-64, <c>Elf64_Shdr</c>).</summary>
/// <param name="Name">From the section name table.</param>
/// <param name="Type">SHT_…</param>
/// <param name="Flags">SHF_…</param>
/// <param name="Address">Virtual.</param>
/// <param name="Offset">In the file, in bytes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Link">Another section that belongs to it.</param>
public sealed record ElfSection(string Name, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link)
{
    /// <summary>SHT_SYMTAB.</summary>
    public const uint SymbolTable = 2;

    /// <summary>SHT_NOBITS.</summary>
    public const uint NoBits = 8;

    /// <summary>SHF_EXECINSTR, and in the image.</summary>
    public bool IsCode => (Flags & 6) == 6 && Type != NoBits;
}
