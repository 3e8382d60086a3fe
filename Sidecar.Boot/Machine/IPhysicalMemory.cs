using System;

namespace Sidecar.Boot.Machine;

/// <summary>Physical memory as the shim sees it: identity-mapped in the image, simulated in tests.</summary>
public interface IPhysicalMemory
{
    /// <summary>
    /// The bytes from a physical address on. Empty when any of them lies outside what is mapped, so that a garbled address costs a refusal, not a fault.
    /// </summary>
    /// <param name="address">Physical address.</param>
    /// <param name="length">Bytes, at most 2 GiB.</param>
    static abstract Span<byte> Map(ulong address, ulong length);
}
