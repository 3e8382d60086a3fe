using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>The crash control MSR: a write tells the host that the guest has crashed.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct GuestCrashCtl
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bits 0 to 57: reserved.</summary>
    public ulong Reserved { readonly get => Bits.Get(Raw, 0, 58); set => Raw = Bits.With(Raw, 0, 58, value); }

    /// <summary>Bits 58 to 60: which pre-boot component crashed.</summary>
    public byte PreOsId { readonly get => (byte)Bits.Get(Raw, 58, 3); set => Raw = Bits.With(Raw, 58, 3, value); }

    /// <summary>Bit 61: no dump will be written.</summary>
    public bool NoCrashDump { readonly get => Bits.Get(Raw, 61); set => Raw = Bits.With(Raw, 61, value); }

    /// <summary>Bit 62: P3 and P4 are a message's address and length.</summary>
    public bool CrashMessage { readonly get => Bits.Get(Raw, 62); set => Raw = Bits.With(Raw, 62, value); }

    /// <summary>Bit 63: notify the host.</summary>
    public bool CrashNotify { readonly get => Bits.Get(Raw, 63); set => Raw = Bits.With(Raw, 63, value); }
}
