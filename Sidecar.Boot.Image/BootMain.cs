using System;
using System.Runtime;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Serial;
using Sidecar.Boot.Shim;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Text;
using Sidecar.Samples;

namespace Sidecar.Boot.Image;

/// <summary>Where C# begins.</summary>
internal static class BootMain
{
    private static ShimState s_state;

    /// <summary>Called by the entry, on the boot processor, interrupts off.</summary>
    /// <param name="entryMagic">0 when PVH entered the image, else what the loader left in EAX.</param>
    /// <param name="information">Physical address of the boot information.</param>
    [RuntimeExport("boot_main")]
    private static void Run(uint entryMagic, uint information)
    {
        new Uart<BootMachine>(SerialPorts.Com1).Initialise();
        InterruptTables.Install();
        ImageProtection.Apply();

        var statePages = ((ulong)HandlerTable.StateSize + NodeLayout.PageSize - 1) / NodeLayout.PageSize;
        Shim<BootMachine>.Run(entryMagic, information, (int)statePages, ref s_state);
        ImageProtection.UnmapFirstPage();
        PrintOutput(ref s_state);
        Power.Exit(Power.Passed);
    }

    private static void PrintOutput(ref ShimState state)
    {
        if (!state.SidecarStarted)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[BootLine<BootMachine>.MaxLength];
        ref readonly var output = ref KernelParameters.Output(BootMachine.Map(state.Output, PageAllocator.PageSize));
        for (var i = 0; i < state.Plan.Nodes.Length; i++)
        {
            var text = new Utf8Writer(buffer);
            text.Write("node "u8);
            text.WriteDecimal((ulong)i);
            text.Write(": control page at "u8);
            text.WriteHex(output.Nodes[i].ControlPage);
            text.Write(", shared pages at "u8);
            text.WriteHex(output.Nodes[i].ShmemPagesBase);
            BootLine<BootMachine>.Print(text.Written);
        }
    }
}
