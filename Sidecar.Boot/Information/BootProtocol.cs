namespace Sidecar.Boot.Information;

/// <summary>How the boot image was entered.</summary>
public enum BootProtocol : uint
{
    /// <summary>Xen's PVH entry, which QEMU's <c>-kernel</c> uses.</summary>
    Pvh = 1,

    /// <summary>Multiboot2, which GRUB uses.</summary>
    Multiboot2 = 2,
}
