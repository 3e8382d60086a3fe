using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Hypervisor.Svm;

/// <summary>Information 1 of an I/O port exit (AMD APM volume 2, 15.10.2).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct IoExitInfo
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: IN; otherwise OUT.</summary>
    public bool In { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 2: INS or OUTS.</summary>
    public bool String { readonly get => Bits.Get(Raw, 2); set => Raw = Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: with a REP prefix.</summary>
    public bool Rep { readonly get => Bits.Get(Raw, 3); set => Raw = Bits.With(Raw, 3, value); }

    /// <summary>Bits 4 to 6: 1, 2 or 4 bytes.</summary>
    public byte Size { readonly get => (byte)Bits.Get(Raw, 4, 3); set => Raw = Bits.With(Raw, 4, 3, value); }

    /// <summary>Bits 7 to 9: address size 2, 4 or 8 bytes, as 1, 2 or 4.</summary>
    public byte AddressSize { readonly get => (byte)Bits.Get(Raw, 7, 3); set => Raw = Bits.With(Raw, 7, 3, value); }

    /// <summary>Bits 10 to 12: segment of OUTS's source (ES, CS, SS, DS, FS, GS), on CPUs with decode assists.</summary>
    public byte Segment { readonly get => (byte)Bits.Get(Raw, 10, 3); set => Raw = Bits.With(Raw, 10, 3, value); }

    /// <summary>Bits 16 to 31: the port.</summary>
    public ushort Port { readonly get => (ushort)Bits.Get(Raw, 16, 16); set => Raw = Bits.With(Raw, 16, 16, value); }
}
