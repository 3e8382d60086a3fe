using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Image;

/// <summary>Addresses that the entry assembly defines (Entry.asm); all virtual.</summary>
internal static class ImageSymbols
{
    /// <summary>Where a started VP enters.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "image_ap_entry")]
    public static extern ulong ApEntry();

    /// <summary>Where a CPU from the mailbox enters, at this address' physical counterpart.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "image_mailbox_entry")]
    public static extern ulong MailboxEntry();

    /// <summary>Bytes of memory that the image takes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "image_size")]
    public static extern ulong Size();

    /// <summary>The page table that maps the image.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "image_page_table")]
    public static extern ulong PageTable();

    /// <summary>The page that the hypercall page is copied to.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "image_hypercall_page")]
    public static extern ulong HypercallPage();

    /// <summary>The base CPU's interrupt table.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "image_base_interrupts")]
    public static extern ulong BaseInterrupts();

    /// <summary>The VPs' interrupt table.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "image_interrupts")]
    public static extern ulong Interrupts();
}
