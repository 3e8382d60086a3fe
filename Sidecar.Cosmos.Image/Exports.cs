using System.Runtime;
using Sidecar.Cosmos.Boot;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Log;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Plugs;
using Sidecar.Protocol.X64;
using Sidecar.Samples;

namespace Sidecar.Cosmos.Image;

/// <summary>What the assembly calls.</summary>
internal static unsafe class Exports
{
    /// <summary>The base CPU's initialisation, called by the entry at its virtual address.</summary>
    /// <param name="parameters">Physical address of SidecarParams.</param>
    /// <param name="output">Physical address of SidecarOutput.</param>
    /// <param name="physicalBase">Physical address of the image.</param>
    [RuntimeExport("sidecar_start")]
    private static bool Start(ulong parameters, ulong output, ulong physicalBase)
    {
        Cpu.Locate(physicalBase);
        WriteInterruptTable(ImageSymbols.BaseInterrupts(), Descriptors.ReadCodeSelector(), DescriptorTables.ExceptionCount, useExceptionStacks: false);
        WriteInterruptTable(ImageSymbols.Interrupts(), DescriptorTables.CodeSelector, DescriptorTables.InterruptCount, useExceptionStacks: true);
        Descriptors.LoadIdt(ImageSymbols.BaseInterrupts(), (DescriptorTables.ExceptionCount * 16) - 1);
        return KernelInit<Cpu>.Start(parameters, output);
    }

    /// <summary>A VP's life.</summary>
    [RuntimeExport("sidecar_ap_main")]
    private static void ApMain() => ApMain<Cpu, HandlerTable>.Run();

    /// <summary>A CPU came to a VP that another one is. On the base CPU's stack, one at a time.</summary>
    [RuntimeExport("sidecar_entry_refused")]
    private static void OnEntryRefused(uint vpIndex) => SerialLog<Cpu>.Write(vpIndex, "an entry is refused: a CPU is inside"u8);

    /// <summary>Every exception of every CPU.</summary>
    [RuntimeExport("sidecar_exception")]
    private static void OnException(ExceptionFrame* frame) => ExceptionHandler<Cpu>.Handle(frame, Fixups.Find(frame->Rip), Paging.ReadCr2());

    private static void WriteInterruptTable(ulong table, ushort codeSelector, int count, bool useExceptionStacks)
        // SAFETY: Entry.asm reserves a page for the VPs' table, 256 entries of 16 bytes, and half a page for the base CPU's, 32 entries.
        => DescriptorTables.WriteInterruptTable(
            (IdtEntry64*)table,
            count,
            ExceptionEntries.StubBase(),
            ExceptionEntries.RequestInterrupt(),
            ExceptionEntries.SpuriousInterrupt(),
            codeSelector,
            useExceptionStacks);
}
