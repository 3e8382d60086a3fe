namespace Sidecar.ImageCheck.Elf;

/// <summary>A program header (ELF-64, <c>Elf64_Phdr</c>).</summary>
/// <param name="Type">PT_…</param>
/// <param name="Flags">PF_…</param>
/// <param name="Offset">In the file, in bytes.</param>
/// <param name="Address">Virtual.</param>
/// <param name="FileSize">In bytes.</param>
/// <param name="MemorySize">In bytes.</param>
public sealed record ElfSegment(uint Type, uint Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize)
{
    /// <summary>PT_LOAD.</summary>
    public const uint Load = 1;

    /// <summary>PT_DYNAMIC.</summary>
    public const uint Dynamic = 2;

    /// <summary>PT_INTERP.</summary>
    public const uint Interpreter = 3;

    /// <summary>PF_X.</summary>
    public bool IsExecutable => (Flags & 1) != 0;

    /// <summary>PF_W.</summary>
    public bool IsWritable => (Flags & 2) != 0;
}
