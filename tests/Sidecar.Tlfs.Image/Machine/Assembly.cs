using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Tlfs.Image.Machine;

/// <summary>The assembler's part (Entry.asm, Execute.asm).</summary>
internal static unsafe class Assembly
{
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_execute")]
    internal static extern void Execute(CpuState* state);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_call32_address")]
    internal static extern ulong Call32();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_call_user_address")]
    internal static extern ulong CallUser();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_stubs")]
    internal static extern ulong Stubs();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_load_interrupts")]
    internal static extern void LoadInterrupts(byte* pointer);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_wait")]
    internal static extern void Wait();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_window")]
    internal static extern void Window();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_pause")]
    internal static extern void Pause();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_tsc")]
    internal static extern ulong Tsc();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_self")]
    internal static extern TestVp* Self();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_leave")]
    internal static extern void Leave();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_install_startup")]
    internal static extern void InstallStartup(byte* page, uint vp, uint stack);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_ap_entry")]
    internal static extern ulong ApEntry();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_page_table")]
    internal static extern ulong PageTable();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_gdt")]
    internal static extern ulong Gdt();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_arena")]
    internal static extern byte* Arena();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_arena_end")]
    internal static extern byte* ArenaEnd();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_serial")]
    internal static extern void Serial(byte character);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "tlfs_write_msr")]
    internal static extern void WriteMsr(uint msr, ulong value);
}
