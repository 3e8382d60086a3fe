using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Protocol.X64;
using Sidecar.Simulation.Memory;

namespace Sidecar.Simulation.Image;

/// <summary>
/// The kernel's image as its entry code leaves it (Sidecar.Cosmos.Image/Entry.asm): pages of text, read-only data and data, mapped write-xor-execute by a page table
/// that all CPUs share, and the base CPU's own page tables. Its text is empty, since the code that runs is this process' own; addresses in it stand for the real ones.
/// </summary>
public sealed unsafe class SimulatedImage
{
    private const ulong Alignment = AddressSpace.ImageSize;
    private const ulong ApEntryOffset = 0x100;
    private const ulong MailboxEntryOffset = 0x200;
    private const ulong RequestInterruptOffset = 0x400;
    private const ulong SpuriousInterruptOffset = 0x500;
    private const ulong InstructionOffset = 0x600;
    private const ulong RecoveryOffset = 0x700;
    private const ulong ExceptionStubsOffset = 0x800;

    internal SimulatedImage(PhysicalMemory memory)
    {
        PhysicalBase = memory.Allocate((ulong)ImagePage.Count * PhysicalMemory.PageSize, Alignment);
        for (var page = ImagePage.FirstZeroed; page < ImagePage.Count; page++)
        {
            new System.Span<byte>(Page(page), (int)PhysicalMemory.PageSize).Clear();
        }

        MapBaseCpu();
        MapImage();
        // SAFETY: the interrupt table has a page of its own, room for 256 entries.
        DescriptorTables.WriteInterruptTable(
            (IdtEntry64*)Page(ImagePage.Interrupts),
            DescriptorTables.InterruptCount,
            ExceptionStubs,
            RequestInterrupt,
            SpuriousInterrupt,
            DescriptorTables.CodeSelector,
            useExceptionStacks: true);
    }

    /// <summary>Where the image lies.</summary>
    public ulong PhysicalBase { get; }

    /// <summary>CR3 of the base CPU during initialisation.</summary>
    public ulong BasePageTable => Physical(ImagePage.BasePml4);

    /// <summary>Physical address of the copy of the hypercall page.</summary>
    public ulong HypercallPage => Physical(ImagePage.HypercallPage);

    /// <summary>Virtual address at which VPs enter.</summary>
    public static ulong ApEntry => InText(ApEntryOffset);

    /// <summary>Physical address at which CPUs from the mailbox enter.</summary>
    public ulong MailboxEntry => Physical(ImagePage.Text) + MailboxEntryOffset;

    /// <summary>Virtual address of the first exception stub.</summary>
    public static ulong ExceptionStubs => InText(ExceptionStubsOffset);

    /// <summary>Virtual address of the request interrupt.</summary>
    public static ulong RequestInterrupt => InText(RequestInterruptOffset);

    /// <summary>Virtual address of the spurious interrupt.</summary>
    public static ulong SpuriousInterrupt => InText(SpuriousInterruptOffset);

    /// <summary>What exceptions report as the faulting instruction.</summary>
    public static ulong Instruction => InText(InstructionOffset);

    /// <summary>Where a guarded call recovers.</summary>
    public static ulong Recovery => InText(RecoveryOffset);

    /// <summary>Virtual address of the interrupt table.</summary>
    public static ulong InterruptTable => AddressSpace.ImageBase + ((ulong)ImagePage.Interrupts * PhysicalMemory.PageSize);

    /// <summary>What the image's entry tells the kernel.</summary>
    internal void Locate(ImageState* state)
    {
        *state = default;
        state->ImagePhysicalBase = PhysicalBase;
        state->ImageSize = (ulong)ImagePage.Count * PhysicalMemory.PageSize;
        state->ImagePageTable = Physical(ImagePage.ImagePageTable);
        state->InterruptTable = InterruptTable;
        state->InterruptTableLimit = (DescriptorTables.InterruptCount * 16) - 1;
    }

    private static ulong InText(ulong offset) => AddressSpace.ImageBase + ((ulong)ImagePage.Text * PhysicalMemory.PageSize) + offset;

    private ulong Physical(ImagePage page) => PhysicalBase + ((ulong)page * PhysicalMemory.PageSize);

    // SAFETY: the image's block holds all of its pages.
    private byte* Page(ImagePage page) => (byte*)Physical(page);

    private void MapBaseCpu()
    {
        ((ulong*)Page(ImagePage.BasePml4))[511] = PageEntry.Table(Physical(ImagePage.BasePdpt));
        ((ulong*)Page(ImagePage.BasePdpt))[0] = PageEntry.Table(Physical(ImagePage.BasePd));
        ((ulong*)Page(ImagePage.BasePd))[0] = PageEntry.Table(Physical(ImagePage.ImagePageTable));
        ((ulong*)Page(ImagePage.BasePd))[1] = PageEntry.Table(Physical(ImagePage.BasePt));
        var table = (ulong*)Page(ImagePage.BasePt);
        table[AddressSpace.PageTableSlot] = PageEntry.Data(Physical(ImagePage.BasePt));
        table[AddressSpace.HypercallInputSlot] = PageEntry.Data(Physical(ImagePage.HypercallInput));
        table[AddressSpace.HypercallOutputSlot] = PageEntry.Data(Physical(ImagePage.HypercallOutput));
        table[AddressSpace.GlobalsSlot] = PageEntry.Data(Physical(ImagePage.Globals));
        for (var page = 0; page < AddressSpace.StackPages; page++)
        {
            table[AddressSpace.StackSlot + page] = PageEntry.Data(Physical(ImagePage.Stack + page));
        }
    }

    private void MapImage()
    {
        var table = (ulong*)Page(ImagePage.ImagePageTable);
        for (var page = ImagePage.Header; page < ImagePage.Count; page++)
        {
            var executable = page is ImagePage.Text or ImagePage.HypercallPage;
            var writable = page >= ImagePage.Data && !executable;
            table[(int)page] = Physical(page) | PageEntry.Present | (writable ? PageEntry.Writable : 0) | (executable ? 0 : PageEntry.NoExecute);
        }
    }
}
