using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Monitor.Machine;

/// <summary>What the monitor needs of the real machine beyond what the shim does.</summary>
public interface IMonitorMachine : IBootMachine
{
    /// <summary>Physical address of the code that carries out a <see cref="Conversion.HostJob"/> on a parked CPU.</summary>
    static abstract ulong JobEntry { get; }

    /// <summary>Where and how a CPU enters the parked processors' code in 64-bit mode.</summary>
    static abstract void ReadParkedState(out Conversion.ParkedState state);

    /// <summary>
    /// Atomically enables interrupts and waits for one; returns with interrupts disabled again. One that is pending already ends the wait at once, so a check made
    /// before the call, with interrupts disabled, cannot miss one.
    /// </summary>
    static abstract void WaitForInterrupt();
}
