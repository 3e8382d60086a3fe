using System.Runtime;
using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Plugs;
using Sidecar.Protocol.X64;
using Sidecar.Samples;

namespace Sidecar.Cosmos.Image;

/// <summary>What the assembly calls.</summary>
internal static unsafe class Exports
{
    private const ushort InterruptTableLimit = (DescriptorTables.InterruptCount * 16) - 1;

    /// <summary>The base CPU's initialisation, called by the entry at its virtual address.</summary>
    /// <param name="parameters">Physical address of SidecarParams.</param>
    /// <param name="output">Physical address of SidecarOutput.</param>
    /// <param name="physicalBase">Physical address of the image.</param>
    [RuntimeExport("sidecar_start")]
    private static bool Start(ulong parameters, ulong output, ulong physicalBase)
    {
        var image = Cpu.Image;
        image->ImagePhysicalBase = physicalBase;
        image->ImagePageTable = ImageSymbols.PageTable() - AddressSpace.ImageBase + physicalBase;
        image->InterruptTable = ImageSymbols.Interrupts();
        image->InterruptTableLimit = InterruptTableLimit;
        WriteInterruptTable(ImageSymbols.BaseInterrupts(), Descriptors.ReadCodeSelector(), useExceptionStacks: false);
        WriteInterruptTable(ImageSymbols.Interrupts(), DescriptorTables.CodeSelector, useExceptionStacks: true);
        Descriptors.LoadIdt(ImageSymbols.BaseInterrupts(), InterruptTableLimit);
        return KernelInit<Cpu>.Start(parameters, output);
    }

    /// <summary>A VP's life.</summary>
    [RuntimeExport("sidecar_ap_main")]
    private static void ApMain() => ApMain<Cpu, HandlerTable>.Run();

    /// <summary>Every exception of every CPU.</summary>
    [RuntimeExport("sidecar_exception")]
    private static void OnException(ExceptionFrame* frame) => ExceptionHandler<Cpu>.Handle(frame, Fixups.Find(frame->Rip), Paging.ReadCr2());

    private static void WriteInterruptTable(ulong table, ushort codeSelector, bool useExceptionStacks)
        // SAFETY: Entry.asm reserves a page for each table, 256 entries of 16 bytes.
        => DescriptorTables.WriteInterruptTable(
            (IdtEntry64*)table,
            ExceptionEntries.StubBase(),
            ExceptionEntries.RequestInterrupt(),
            ExceptionEntries.SpuriousInterrupt(),
            codeSelector,
            useExceptionStacks);
}
