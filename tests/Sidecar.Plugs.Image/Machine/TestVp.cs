using Sidecar.Cosmos.Image;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Plugs;
using Sidecar.Cosmos.Vp;
using Sidecar.Protocol.X64;

namespace Sidecar.Plugs.Image.Machine;

/// <summary>
/// This CPU dressed as a VP: the kernel's own address space layout above 0xffffff8000200000, descriptor tables and exception stacks, made by the plugs
/// under test and the kernel's own code.
/// </summary>
internal static unsafe class TestVp
{
    /// <summary>Selector of a data segment that is not present.</summary>
    internal const ushort AbsentSelector = 0x30;

    /// <summary>Slot of a page that may be read only.</summary>
    internal const int ReadOnlySlot = 20;

    /// <summary>Slot that checks map what they like at.</summary>
    internal const int SpareSlot = 21;

    /// <summary>Flags of a present, writable page that does not execute.</summary>
    internal const ulong Data = Present | Writable | NoExecute;

    private const ulong Present = 1;
    private const ulong Writable = 2;
    private const ulong NoExecute = 1UL << 63;
    private const uint Efer = 0xc000_0080;
    private const ulong EferNoExecute = 1 << 11;
    private const ulong TableMask = 0x000f_ffff_ffff_f000;
    private const int GdtEntries = 8;

    /// <summary>The interrupt descriptor table: 256 entries fill a page.</summary>
    internal static IdtEntry64* Interrupts => (IdtEntry64*)Page(11);

    /// <summary>The VP's globals, where the exception handler looks for them.</summary>
    internal static VpGlobals* Globals => (VpGlobals*)AddressSpace.Slot(AddressSpace.GlobalsSlot);

    /// <summary>A page of the image, at its physical address.</summary>
    internal static byte* Page(int number) => Probes.Pages() + ((ulong)number * AddressSpace.PageSize);

    /// <summary>The top page table in use, at its physical address.</summary>
    internal static ulong* TopTable => (ulong*)(Paging.ReadCr3() & TableMask);

    /// <summary>The page table entry of a slot.</summary>
    internal static ulong* Entry(int slot) => (ulong*)Page(2) + slot;

    /// <summary>Maps the VP's pages: globals, stack with nothing below it, and those that fault.</summary>
    internal static void MapPages()
    {
        // SAFETY: the first 2 MiB, with the image and so all of these pages, are mapped where they lie.
        TopTable[511] = (ulong)Page(0) | Present | Writable;
        *(ulong*)Page(0) = (ulong)Page(1) | Present | Writable;
        ((ulong*)Page(1))[1] = (ulong)Page(2) | Present | Writable;
        *Entry(AddressSpace.PageTableSlot) = (ulong)Page(2) | Data;
        *Entry(AddressSpace.GlobalsSlot) = (ulong)Page(3) | Data;
        for (var i = 0; i < AddressSpace.StackPages; i++)
        {
            *Entry(AddressSpace.StackSlot + i) = (ulong)Page(4 + i) | Data;
        }

        *Entry(ReadOnlySlot) = (ulong)Page(7) | Present | NoExecute;
        Msr.Write(Efer, Msr.Read(Efer) | EferNoExecute);
        Cpu.Image->LogPort = 0x3f8;

        // A VP, not the base CPU, which has no status byte; its value is nobody's.
        Globals->Status = Page(12);
        // The firmware leaves its timer running, as vector 8, by the old interrupt controllers: off.
        Port.Write(0x21, byte.MaxValue);
        Port.Write(0xa1, byte.MaxValue);
    }

    /// <summary>Fills and loads GDT, TSS and IDT.</summary>
    internal static void LoadTables()
    {
        var page = (byte*)Globals;
        var gdt = (GdtEntry*)(page + GlobalsPage.Gdt);
        DescriptorTables.WriteSegments(
            gdt,
            (Tss64*)(page + GlobalsPage.Tss),
            (ulong)page + GlobalsPage.Tss,
            (ulong)page + GlobalsPage.NmiStackTop,
            (ulong)page + GlobalsPage.DoubleFaultStackTop,
            (ulong)page + GlobalsPage.MachineCheckStackTop);
        var absent = SegmentAttributes.DefaultData;
        absent.Present = false;
        gdt[AbsentSelector / 8] = GdtEntry.Segment(0, 0xfffff, absent);
        DescriptorTables.WriteInterruptTable(
            Interrupts,
            DescriptorTables.InterruptCount,
            ExceptionEntries.StubBase(),
            ExceptionEntries.RequestInterrupt(),
            ExceptionEntries.SpuriousInterrupt(),
            DescriptorTables.CodeSelector,
            useExceptionStacks: true);
        Descriptors.LoadGdt((ulong)gdt, (ushort)((GdtEntries * sizeof(GdtEntry)) - 1));
        Probes.LoadSegments(DescriptorTables.CodeSelector, DescriptorTables.DataSelector);
        Descriptors.LoadTss(DescriptorTables.TaskSelector);
        Descriptors.LoadIdt((ulong)Interrupts, Cpu.InterruptTableLimit);
    }

    /// <summary>A guarded call as the kernel makes them, by a caller that notes what it leaves.</summary>
    /// <returns>Whether the function returned.</returns>
    internal static bool CallGuarded(void* function, void* argument, GuardFrame* guard)
    {
        *guard = default;
        guard->Vector = byte.MaxValue;
        Globals->Guard = guard;
        var returned = Probes.CallGuarded(function, argument, guard) != 0;
        Globals->Guard = null;
        return returned;
    }
}
