using System.Runtime;
using System.Runtime.CompilerServices;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Image;

/// <summary>The entry's assembler routines.</summary>
internal static unsafe class BootCalls
{
    /// <summary>End of the identity map (Entry.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_identity_end")]
    public static extern ulong IdentityEnd();

    /// <summary>Start of the image, of its text, of its read-only data, of its writable data, and its end: five addresses (Calls.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_image_layout")]
    public static extern void ImageLayout(ulong* layout);

    /// <summary>The page table of the first 2 MiB (Calls.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_first_page_table")]
    public static extern ulong* FirstPageTable();

    /// <summary>Whether page tables may say that a page is not for code (Calls.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_has_no_execute")]
    public static extern bool HasNoExecute();

    /// <summary>The boot processor's interrupt table, 256 entries (Tables.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_interrupt_table")]
    public static extern IdtEntry64* InterruptTable();

    /// <summary>The parked processors' interrupt table, 256 entries (Tables.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_parked_interrupt_table")]
    public static extern IdtEntry64* ParkedInterruptTable();

    /// <summary>Loads the boot processor's interrupt table (Tables.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_load_interrupt_table")]
    public static extern void LoadInterruptTable();

    /// <summary>Copies the start-up code to a page below 1 MiB (Trampoline.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_install_trampoline")]
    public static extern void InstallTrampoline(ulong page, ulong mailbox, uint count, ulong stacks);

    /// <summary>The host's work for a converted processor (Trampoline.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_job_entry")]
    public static extern ulong JobEntry();

    /// <summary>How a processor enters the parked processors' code in 64-bit mode (Trampoline.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_read_parked_state")]
    public static extern void ReadParkedState(ParkedState* state);

    /// <summary>Calls the kernel's entry (Calls.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_call_sidecar")]
    public static extern bool CallSidecar(ulong entry, ulong parameters, ulong output);

    /// <summary>Writes the x2APIC's interrupt command register (Calls.asm).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_write_interrupt_command")]
    public static extern void WriteInterruptCommand(ulong command);

    /// <summary>Enters Linux (Calls.asm). Does not return.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "boot_start_linux")]
    public static extern void StartLinux(ulong entry, ulong parameters);
}
