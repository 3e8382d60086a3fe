using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Guests;

/// <summary>What a guest in VTL0 is told by the VMM that started it (docs/guests.md). It lies in the guest's own memory.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
[WireLayout(80)]
public struct GuestParameters
{
    /// <summary>The version that this source describes.</summary>
    public const ulong ExpectedVersion = 1;

    /// <summary>Must be <see cref="ExpectedVersion"/>.</summary>
    [FieldOffset(0)]
    public ulong Version;

    /// <summary>Physical address of the guest's block of memory.</summary>
    [FieldOffset(8)]
    public ulong BlockAddress;

    /// <summary>Bytes of the block.</summary>
    [FieldOffset(16)]
    public ulong BlockSize;

    /// <summary>Physical address of the guest's memory below 1 MiB; 0 when there is none.</summary>
    [FieldOffset(24)]
    public ulong LowAddress;

    /// <summary>A page that is VTL2's.</summary>
    [FieldOffset(32)]
    public ulong Vtl2Address;

    /// <summary>A page that is the hypervisor's; 0 when none is known.</summary>
    [FieldOffset(40)]
    public ulong HypervisorAddress;

    /// <summary>A page without RAM: the VMM's test device.</summary>
    [FieldOffset(48)]
    public ulong UnmappedAddress;

    /// <summary>Ticks of the time stamp counter in a second; 0 when not known.</summary>
    [FieldOffset(56)]
    public ulong TscFrequency;

    /// <summary>For the guest in question.</summary>
    [FieldOffset(64)]
    public ulong Argument;

    /// <summary>For the guest in question.</summary>
    [FieldOffset(72)]
    public ulong Argument2;
}
