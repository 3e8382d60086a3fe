namespace Sidecar.Hypervisor.Launch;

/// <summary>The hypervisor's address space: boot.elf's image at its own addresses (a copy), all physical memory, and stacks.</summary>
public static class RootLayout
{
    /// <summary>Where physical address 0 is mapped; the boot's page tables have it there, too.</summary>
    public const ulong Physical = 0xffff_8000_0000_0000;

    /// <summary>Where the stacks are mapped, one below the other's guard page.</summary>
    public const ulong Stacks = 0xffff_8080_0000_0000;

    /// <summary>From one stack to the next.</summary>
    public const ulong StackStride = 0x1_0000;

    /// <summary>Pages of a stack, at the upper end of its stride; what is below is not mapped.</summary>
    public const uint StackPages = 8;

    /// <summary>Top of a VP's stack.</summary>
    public static ulong StackTop(uint vp) => Stacks + ((vp + 1UL) * StackStride);
}
