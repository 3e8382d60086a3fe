using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Shim;

/// <summary>
/// The boot shim: finds out what the machine has, cuts its processors into nodes, starts the sidecar kernel. Whatever goes wrong is one line on the console,
/// and the host kernel is started without a sidecar.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class Shim<TMachine>
    where TMachine : IBootMachine
{
    /// <summary>Runs once, on the boot processor, interrupts off.</summary>
    /// <param name="entryMagic">0 when PVH entered the image, else what the loader left in EAX.</param>
    /// <param name="information">Physical address of the boot information.</param>
    /// <param name="statePages">Pages of handler state a VP that the known handlers need.</param>
    /// <param name="state">Zeroed; holds everything afterwards.</param>
    public static void Run(uint entryMagic, ulong information, int statePages, ref ShimState state)
    {
        state.EnteredAt = TMachine.Timestamp;
        state.SidecarStarted = MachineDiscovery<TMachine>.Discover(entryMagic, information, statePages, ref state)
            && SidecarStart<TMachine>.Start(ref state);
    }
}
