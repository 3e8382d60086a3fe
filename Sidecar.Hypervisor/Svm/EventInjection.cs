using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Hypervisor.Svm;

/// <summary>An event that VMRUN delivers, or whose delivery an exit interrupted (AMD APM volume 2, 15.20).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct EventInjection
{
    /// <summary>An interrupt from outside.</summary>
    public const byte ExternalInterrupt = 0;

    /// <summary>NMI.</summary>
    public const byte Nmi = 2;

    /// <summary>An exception.</summary>
    public const byte Exception = 3;

    /// <summary>INTn.</summary>
    public const byte SoftwareInterrupt = 4;

    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 7: vector.</summary>
    public byte Vector { readonly get => (byte)Bits.Get(Raw, 0, 8); set => Raw = Bits.With(Raw, 0, 8, value); }

    /// <summary>Bits 8 to 10: kind.</summary>
    public byte Kind { readonly get => (byte)Bits.Get(Raw, 8, 3); set => Raw = Bits.With(Raw, 8, 3, value); }

    /// <summary>Bit 11: there is an error code.</summary>
    public bool HasErrorCode { readonly get => Bits.Get(Raw, 11); set => Raw = Bits.With(Raw, 11, value); }

    /// <summary>Bit 31: there is an event.</summary>
    public bool Valid { readonly get => Bits.Get(Raw, 31); set => Raw = Bits.With(Raw, 31, value); }

    /// <summary>Bits 32 to 63: error code.</summary>
    public uint ErrorCode { readonly get => (uint)Bits.Get(Raw, 32, 32); set => Raw = Bits.With(Raw, 32, 32, value); }
}
