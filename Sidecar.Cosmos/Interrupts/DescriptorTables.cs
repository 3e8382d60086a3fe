using Sidecar.Protocol.X64;

namespace Sidecar.Cosmos.Interrupts;

/// <summary>Global and interrupt descriptor tables, and the task state segment that holds the exception stacks.</summary>
public static unsafe class DescriptorTables
{
    /// <summary>Selector of the 64-bit code segment (the model's value).</summary>
    public const ushort CodeSelector = 0x10;

    /// <summary>Selector of the data segment (the model's value).</summary>
    public const ushort DataSelector = 0x18;

    /// <summary>Selector of the task state segment.</summary>
    public const ushort TaskSelector = 0x20;

    /// <summary>Bytes of the GDT: two null entries, code, data, and the 16-byte TSS entry.</summary>
    public const int GdtSize = 48;

    /// <summary>Entries of the interrupt descriptor table: all of them.</summary>
    public const int InterruptCount = 256;

    /// <summary>Vectors that are the CPU's exceptions.</summary>
    public const int ExceptionCount = 32;

    /// <summary>Vector of the request interrupt (the model's value, published on the control page).</summary>
    public const byte RequestVector = 0x20;

    /// <summary>Vector of the APIC's spurious interrupt.</summary>
    public const byte SpuriousVector = 0xff;

    /// <summary>Interrupt stack table index for non-maskable interrupts.</summary>
    public const byte NmiStack = 1;

    /// <summary>Interrupt stack table index for double faults.</summary>
    public const byte DoubleFaultStack = 2;

    /// <summary>Interrupt stack table index for machine checks.</summary>
    public const byte MachineCheckStack = 3;

    private const int StubSize = 16;
    private const byte InterruptGate = 0xe;

    /// <summary>
    /// Fills an interrupt descriptor table: 32 exceptions, the request interrupt, the spurious interrupt, and for every other vector the request interrupt's entry,
    /// which acknowledges it and does nothing: a stray interrupt costs a look at the status byte.
    /// </summary>
    /// <param name="table">Room for <paramref name="count"/> entries.</param>
    /// <param name="count">How many to fill: all, or just the exceptions where interrupts stay off.</param>
    /// <param name="exceptionStubs">Address of the first of 32 stubs, 16 bytes each.</param>
    /// <param name="requestInterrupt">Address of the request interrupt.</param>
    /// <param name="spuriousInterrupt">Address of the spurious interrupt.</param>
    /// <param name="codeSelector">Code segment that the gates enter.</param>
    /// <param name="useExceptionStacks">Whether a TSS with the exception stacks is loaded.</param>
    public static void WriteInterruptTable(
        IdtEntry64* table, int count, ulong exceptionStubs, ulong requestInterrupt, ulong spuriousInterrupt, ushort codeSelector, bool useExceptionStacks)
    {
        for (var vector = 0; vector < count; vector++)
        {
            var handler = vector < ExceptionCount ? exceptionStubs + (ulong)(vector * StubSize)
                : vector == SpuriousVector ? spuriousInterrupt
                : requestInterrupt;
            // SAFETY: the caller gives room for count entries.
            table[vector] = new IdtEntry64
            {
                Handler = handler,
                Selector = codeSelector,
                Attributes = new IdtAttributes { Present = true, GateType = InterruptGate, Ist = useExceptionStacks ? StackOf(vector) : (byte)0 },
            };
        }
    }

    /// <summary>Fills a CPU's GDT and TSS.</summary>
    /// <param name="gdt"><see cref="GdtSize"/> bytes.</param>
    /// <param name="tss">The TSS.</param>
    /// <param name="tssAddress">Virtual address at which the CPU will see the TSS.</param>
    /// <param name="nmiStack">First address above the NMI stack.</param>
    /// <param name="doubleFaultStack">First address above the double fault stack.</param>
    /// <param name="machineCheckStack">First address above the machine check stack.</param>
    public static void WriteSegments(GdtEntry* gdt, Tss64* tss, ulong tssAddress, ulong nmiStack, ulong doubleFaultStack, ulong machineCheckStack)
    {
        // SAFETY: the caller gives GdtSize bytes, which hold six entries; the last two are the one large entry of the TSS.
        gdt[0] = default;
        gdt[1] = default;
        gdt[CodeSelector / 8] = GdtEntry.Segment(0, 0xfffff, SegmentAttributes.DefaultCode);
        gdt[DataSelector / 8] = GdtEntry.Segment(0, 0xfffff, SegmentAttributes.DefaultData);
        *(LargeGdtEntry*)(gdt + (TaskSelector / 8)) = LargeGdtEntry.SystemSegment(tssAddress, (uint)sizeof(Tss64) - 1, SegmentAttributes.AvailableTss);
        *tss = default;
        tss->Ist[NmiStack] = nmiStack;
        tss->Ist[DoubleFaultStack] = doubleFaultStack;
        tss->Ist[MachineCheckStack] = machineCheckStack;
        tss->IoMapBase = (ushort)sizeof(Tss64);
    }

    private static byte StackOf(int vector) => vector switch
    {
        ExceptionNames.Nmi => NmiStack,
        ExceptionNames.DoubleFault => DoubleFaultStack,
        ExceptionNames.MachineCheck => MachineCheckStack,
        _ => 0,
    };
}
