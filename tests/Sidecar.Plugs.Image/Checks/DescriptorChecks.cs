using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Plugs;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Protocol.X64;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>Descriptor tables. All later checks stand on what is loaded here.</summary>
internal static unsafe class DescriptorChecks
{
    private const byte BusyTss = 0x8b;

    internal static void Run()
    {
        TestVp.MapPages();
        TestVp.LoadTables();
        TestOutput.Check(Descriptors.ReadCodeSelector() == DescriptorTables.CodeSelector, "LoadGdt: segments come from the new table"u8);

        // SAFETY: LoadTables has just filled the table in the globals page.
        var gdt = (GdtEntry*)((byte*)TestVp.Globals + Cosmos.Vp.GlobalsPage.Gdt);
        TestOutput.Check(gdt[DescriptorTables.TaskSelector / 8].AttrLow == BusyTss, "LoadTss: the descriptor is busy"u8);
    }
}
