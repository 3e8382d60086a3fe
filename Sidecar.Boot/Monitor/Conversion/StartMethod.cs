namespace Sidecar.Boot.Monitor.Conversion;

/// <summary>How a CPU that left the sidecar becomes the host's. Either way it is stopped by INIT first.</summary>
public enum StartMethod
{
    /// <summary>A start-up interrupt: real mode, and from there the way that it took after reset.</summary>
    Interrupt,

    /// <summary>HvCallStartVirtualProcessor: the hypervisor sets the registers, so that it begins in 64-bit mode.</summary>
    Hypercall,
}
