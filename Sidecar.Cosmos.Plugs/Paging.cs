using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Address translation (Paging.asm).</summary>
public static unsafe class Paging
{
    /// <summary>The physical address of the top page table, and its flags.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_cr3")]
    public static extern ulong ReadCr3();

    /// <summary>Changes the address space. Code and stack in use must be mapped alike in both.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_write_cr3")]
    public static extern void WriteCr3(ulong value);

    /// <summary>The address of the last page fault.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_cr2")]
    public static extern ulong ReadCr2();

    /// <summary>Forgets the translation of one page.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_invalidate_page")]
    public static extern void InvalidatePage(ulong virtualAddress);
}
