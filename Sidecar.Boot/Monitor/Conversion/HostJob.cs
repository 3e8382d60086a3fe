using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Boot.Monitor.Conversion;

/// <summary>What a converted CPU does for the host: counts primes. Trampoline.asm does it and knows the layout.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
[WireLayout(32, Padding = 12)]
public struct HostJob
{
    /// <summary>Count the primes below this.</summary>
    [FieldOffset(0)]
    public uint Limit;

    /// <summary>Answer: x2APIC id of the CPU that counted.</summary>
    [FieldOffset(4)]
    public uint ApicId;

    /// <summary>Answer: how many there are.</summary>
    [FieldOffset(8)]
    public ulong Primes;

    /// <summary>Written last: 1.</summary>
    [FieldOffset(16)]
    public uint Done;
}
