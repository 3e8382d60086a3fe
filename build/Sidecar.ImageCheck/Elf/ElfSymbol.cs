namespace Sidecar.ImageCheck.Elf;

/// <summary>A symbol (ELF-64, <c>Elf64_Sym</c>).</summary>
/// <param name="Name">From the string table.</param>
/// <param name="Type">STT_…</param>
/// <param name="Section">The index of its section; 0 when it is not defined here.</param>
/// <param name="Address">Virtual.</param>
public sealed record ElfSymbol(string Name, int Type, int Section, ulong Address)
{
    /// <summary>STT_FUNC.</summary>
    public const int Function = 2;
}
