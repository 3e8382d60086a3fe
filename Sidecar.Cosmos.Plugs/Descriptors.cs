using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Descriptor tables (Descriptors.asm).</summary>
public static unsafe class Descriptors
{
    /// <summary>Loads the interrupt descriptor table register.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_load_idt")]
    public static extern void LoadIdt(ulong address, ushort limit);

    /// <summary>Loads the global descriptor table register; segment registers keep what they hold.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_load_gdt")]
    public static extern void LoadGdt(ulong address, ushort limit);

    /// <summary>Loads the task register; the descriptor must say available.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_load_tss")]
    public static extern void LoadTss(ushort selector);

    /// <summary>The current code segment selector.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_code_selector")]
    public static extern ushort ReadCodeSelector();
}
