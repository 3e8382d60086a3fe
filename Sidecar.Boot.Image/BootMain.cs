using System.Runtime;
using Sidecar.Boot.Linux;
using Sidecar.Boot.Monitor.Machine;
using Sidecar.Boot.Serial;
using Sidecar.Boot.Shim;
using Sidecar.Protocol.Extension;
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
        if (s_state.Options.Linux)
        {
            // With page 0: Linux looks at the BIOS's data there before it has page tables of its own.
            LinuxStart<BootMachine>.Run(ref s_state);
            Power.Exit(Power.Failed);
        }

        ImageProtection.UnmapFirstPage();
        Power.Exit(HandOver<BootMachine>.RunMonitor(ref s_state) ? Power.Passed : Power.Failed);
    }
}
