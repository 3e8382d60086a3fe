namespace Sidecar.Vmm.Loading;

/// <summary>Where things lie in a guest's block of memory, and where a guest sees them (docs/guests.md, "Memory"). Offsets in the block are guest-virtual addresses too.</summary>
public static class GuestLayout
{
    /// <summary>Bytes of a page of the page tables' lowest level in use here.</summary>
    public const ulong LargePage = 2 << 20;

    /// <summary>The GuestParameters page.</summary>
    public const ulong Parameters = 0x1000;

    /// <summary>Top of the page tables.</summary>
    public const ulong PageMap = 0x2000;

    /// <summary>Page directory pointers of the block.</summary>
    public const ulong BlockDirectories = 0x3000;

    /// <summary>Page directory of the block.</summary>
    public const ulong BlockDirectory = 0x4000;

    /// <summary>Page directory pointers of the window on all of physical memory.</summary>
    public const ulong WindowDirectories = 0x5000;

    /// <summary>The descriptor table.</summary>
    public const ulong DescriptorTable = 0x6000;

    /// <summary>First address of an image.</summary>
    public const ulong Image = 0x20_0000;

    /// <summary>One past the last address of an image.</summary>
    public const ulong ImageEnd = 0x40_0000;

    /// <summary>The first VP's stack.</summary>
    public const ulong Stacks = 0x40_0000;

    /// <summary>Bytes of a stack.</summary>
    public const ulong StackSize = 0x4000;

    /// <summary>VPs that there are stacks for.</summary>
    public const uint MaxVps = (uint)((Shared - Stacks) / StackSize);

    /// <summary>What the guest's VPs share.</summary>
    public const ulong Shared = 0x60_0000;

    /// <summary>Least size of a block: what is below the shared part, and one large page of that.</summary>
    public const ulong LeastBlock = Shared + LargePage;

    /// <summary>Bytes of a block that are mapped: as many as one page directory holds.</summary>
    public const ulong MostMapped = 512 * LargePage;

    /// <summary>Guest-virtual address of the window: physical address p is at this plus p, for the first 512 GiB.</summary>
    public const ulong Window = 0x80_0000_0000;

    /// <summary>Physical address at which a flat image lies, and is entered in real mode as 1000:0000.</summary>
    public const ulong Flat = 0x1_0000;

    /// <summary>Bytes that a flat image may have.</summary>
    public const ulong FlatSize = 0x1_0000;
}
