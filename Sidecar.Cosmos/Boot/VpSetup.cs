using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.Trace;
using Sidecar.Protocol.X64;

namespace Sidecar.Cosmos.Boot;

/// <summary>Lays out a VP's private pages before it starts: page tables, globals with descriptor tables, stack. Runs on the CPU that starts it.</summary>
public static unsafe class VpSetup<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>The order of the private pages; the stack comes between the tables and the rest.</summary>
    private enum PrivatePage : uint
    {
        Pml4 = 0,
        Pdpt = 1,
        Pd = 2,
        Pt = 3,
        Stack = 4,
        Globals = 7,
        Assist = 8,
        HypercallInput = 9,
        HypercallOutput = 10,
    }

    private const int Window = 2;

    /// <summary>Prepares VP <paramref name="nodeCpuIndex"/> of a node and returns the physical address of its top page table.</summary>
    public static ulong Prepare(NodeState* node, uint nodeIndex, uint nodeCpuIndex)
    {
        var image = TMachine.Image;
        var layout = LayoutOf(node);
        var pages = layout.PrivatePages(nodeCpuIndex);
        for (var page = 0u; page < NodeLayout.PrivatePagesPerVp; page++)
        {
            // SAFETY: the node's memory was checked to hold every VP's pages; nobody else uses this VP's before it starts.
            new System.Span<byte>(TemporaryMap<TMachine>.Map(Window, Address(pages, page)), (int)AddressSpace.PageSize).Clear();
        }

        Table(pages, PrivatePage.Pml4)[511] = PageEntry.Table(Address(pages, PrivatePage.Pdpt));
        Table(pages, PrivatePage.Pdpt)[0] = PageEntry.Table(Address(pages, PrivatePage.Pd));
        var directory = Table(pages, PrivatePage.Pd);
        directory[0] = PageEntry.Table(image->ImagePageTable);
        directory[1] = PageEntry.Table(Address(pages, PrivatePage.Pt));

        var table = Table(pages, PrivatePage.Pt);
        table[AddressSpace.PageTableSlot] = PageEntry.Data(Address(pages, PrivatePage.Pt));
        table[AddressSpace.HypercallInputSlot] = PageEntry.Data(Address(pages, PrivatePage.HypercallInput));
        table[AddressSpace.HypercallOutputSlot] = PageEntry.Data(Address(pages, PrivatePage.HypercallOutput));
        table[AddressSpace.CommandPageSlot] = PageEntry.Data(layout.CommandPage(nodeCpuIndex));
        table[AddressSpace.GlobalsSlot] = PageEntry.Data(Address(pages, PrivatePage.Globals));
        table[AddressSpace.AssistPageSlot] = PageEntry.Data(Address(pages, PrivatePage.Assist));
        table[AddressSpace.ControlPageSlot] = PageEntry.Data(layout.ControlPage);
        table[AddressSpace.RegisterPageSlot] = PageEntry.Data(layout.RegisterPage(nodeCpuIndex));
        MapRun(table, AddressSpace.StackSlot, Address(pages, PrivatePage.Stack), AddressSpace.StackPages);
        MapRun(table, AddressSpace.TraceSlot, layout.TraceRing(nodeCpuIndex), node->TracePages);
        MapRun(table, AddressSpace.HandlerStateSlot, layout.HandlerState(nodeCpuIndex), image->HandlerStatePages);

        WriteGlobals(node, nodeIndex, nodeCpuIndex, layout, pages);
        WriteEntry(node->BaseVp + nodeCpuIndex, pages);
        return Address(pages, PrivatePage.Pml4);
    }

    /// <summary>Physical address of a VP's <see cref="VpEntry"/>: what it finds in RDI when it comes by a mailbox.</summary>
    public static ulong EntryAddress(NodeState* node, uint nodeCpuIndex)
        => Address(LayoutOf(node).PrivatePages(nodeCpuIndex), PrivatePage.HypercallInput) + VpEntry.Offset;

    /// <summary>Writes the state in which a VP enters the kernel (TLFS, HvCallStartVirtualProcessor). The model's values, plus write protection and a task register.</summary>
    public static void WriteContext(InitialVpContextX64* context, ulong pageTable)
    {
        var image = TMachine.Image;
        var data = new HvX64SegmentRegister { Limit = uint.MaxValue, Selector = DescriptorTables.DataSelector, Attributes = SegmentAttributes.DefaultData.Raw };
        var globals = AddressSpace.Slot(AddressSpace.GlobalsSlot);
        // SAFETY: the caller owns the page that the context lies in.
        *context = default;
        context->Rip = TMachine.ApEntry;
        context->Rsp = AddressSpace.StackTop - 8; // as if called
        context->Rflags = 2;
        context->Cs = new HvX64SegmentRegister { Limit = uint.MaxValue, Selector = DescriptorTables.CodeSelector, Attributes = SegmentAttributes.DefaultCode.Raw };
        context->Ds = data;
        context->Es = data;
        context->Fs = data;
        context->Gs = data;
        context->Ss = data;
        context->Tr = new HvX64SegmentRegister
        {
            Base = globals + GlobalsPage.Tss,
            Limit = (uint)sizeof(Tss64) - 1,
            Selector = DescriptorTables.TaskSelector,
            Attributes = SegmentAttributes.BusyTss.Raw,
        };
        context->Idtr = new HvX64TableRegister { Base = image->InterruptTable, Limit = image->InterruptTableLimit };
        context->Gdtr = new HvX64TableRegister { Base = globals + GlobalsPage.Gdt, Limit = DescriptorTables.GdtSize - 1 };
        context->Efer = Efer.Lma | Efer.Lme | Efer.Nxe;
        context->Cr0 = Cr0.Pg | Cr0.Pe | Cr0.Ne | Cr0.Wp;
        context->Cr3 = pageTable;
        context->Cr4 = Cr4.Pae | Cr4.Mce | Cr4.Fxsr | Cr4.Xmm;
        context->MsrCrPat = X64Msr.DefaultPat;
    }

    /// <summary>Where things lie in a node.</summary>
    public static NodeLayout LayoutOf(NodeState* node) => new(node->MemoryBase, node->VpCount, TMachine.Image->HandlerStatePages, node->TracePages);

    private static void WriteGlobals(NodeState* node, uint nodeIndex, uint nodeCpuIndex, NodeLayout layout, ulong pages)
    {
        var page = TemporaryMap<TMachine>.Map(Window, Address(pages, PrivatePage.Globals));
        var vp = (VpGlobals*)page;
        vp->VpIndex = node->BaseVp + nodeCpuIndex;
        vp->NodeIndex = nodeIndex;
        vp->NodeCpuIndex = nodeCpuIndex;
        vp->HypercallInput = Address(pages, PrivatePage.HypercallInput);
        vp->HypercallOutput = Address(pages, PrivatePage.HypercallOutput);
        vp->AssistPage = Address(pages, PrivatePage.Assist);
        vp->RegisterPage = layout.RegisterPage(nodeCpuIndex);
        vp->HasHandlerState = TMachine.Image->HandlerStatePages != 0;
        vp->TraceCapacity = node->TracePages == 0
            ? 0
            : (uint)(((node->TracePages * AddressSpace.PageSize) - (ulong)sizeof(TraceRingHeader)) / (ulong)sizeof(TraceRecord));
        vp->CommandVector = byte.MaxValue;

        var globals = AddressSpace.Slot(AddressSpace.GlobalsSlot);
        DescriptorTables.WriteSegments(
            (GdtEntry*)(page + GlobalsPage.Gdt),
            (Tss64*)(page + GlobalsPage.Tss),
            globals + GlobalsPage.Tss,
            globals + GlobalsPage.NmiStackTop,
            globals + GlobalsPage.DoubleFaultStackTop,
            globals + GlobalsPage.MachineCheckStackTop);
    }

    private static void WriteEntry(uint vpIndex, ulong pages)
    {
        // SAFETY: the page was mapped and cleared above; the entry ends where the page ends.
        var entry = (VpEntry*)(TemporaryMap<TMachine>.Map(Window, Address(pages, PrivatePage.HypercallInput)) + VpEntry.Offset);
        WriteContext(&entry->Context, Address(pages, PrivatePage.Pml4));
        entry->VpIndex = vpIndex;
    }

    private static ulong* Table(ulong pages, PrivatePage page) => (ulong*)TemporaryMap<TMachine>.Map(Window, Address(pages, page));

    private static ulong Address(ulong pages, PrivatePage page) => Address(pages, (uint)page);

    private static ulong Address(ulong pages, uint page) => pages + (page * AddressSpace.PageSize);

    private static void MapRun(ulong* table, int slot, ulong address, uint count)
    {
        for (var page = 0u; page < count; page++)
        {
            table[slot + (int)page] = PageEntry.Data(address + (page * AddressSpace.PageSize));
        }
    }
}
