using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>What a translation checks, and as whom.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct TranslateGvaControlFlagsX64
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: validate read.</summary>
    public bool ValidateRead { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: validate write.</summary>
    public bool ValidateWrite { readonly get => Bits.Get(Raw, 1); set => Raw = Bits.With(Raw, 1, value); }

    /// <summary>Bit 2: validate execute.</summary>
    public bool ValidateExecute { readonly get => Bits.Get(Raw, 2); set => Raw = Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: skip privilege checks.</summary>
    public bool PrivilegeExempt { readonly get => Bits.Get(Raw, 3); set => Raw = Bits.With(Raw, 3, value); }

    /// <summary>Bit 4: set accessed and dirty bits as an access would.</summary>
    public bool SetPageTableBits { readonly get => Bits.Get(Raw, 4); set => Raw = Bits.With(Raw, 4, value); }

    /// <summary>Bit 5: tlb flush inhibit.</summary>
    public bool TlbFlushInhibit { readonly get => Bits.Get(Raw, 5); set => Raw = Bits.With(Raw, 5, value); }

    /// <summary>Bit 6: supervisor access.</summary>
    public bool SupervisorAccess { readonly get => Bits.Get(Raw, 6); set => Raw = Bits.With(Raw, 6, value); }

    /// <summary>Bit 7: user access.</summary>
    public bool UserAccess { readonly get => Bits.Get(Raw, 7); set => Raw = Bits.With(Raw, 7, value); }

    /// <summary>Bit 8: enforce smap.</summary>
    public bool EnforceSmap { readonly get => Bits.Get(Raw, 8); set => Raw = Bits.With(Raw, 8, value); }

    /// <summary>Bit 9: override smap.</summary>
    public bool OverrideSmap { readonly get => Bits.Get(Raw, 9); set => Raw = Bits.With(Raw, 9, value); }

    /// <summary>Bit 10: shadow stack.</summary>
    public bool ShadowStack { readonly get => Bits.Get(Raw, 10); set => Raw = Bits.With(Raw, 10, value); }

    /// <summary>Bits 11 to 55: reserved.</summary>
    public ulong Unused { readonly get => Bits.Get(Raw, 11, 45); set => Raw = Bits.With(Raw, 11, 45, value); }

    /// <summary>Bits 56 to 63: an <see cref="HvInputVtl"/>.</summary>
    public byte InputVtlValue { readonly get => (byte)Bits.Get(Raw, 56, 8); set => Raw = Bits.With(Raw, 56, 8, value); }

    /// <summary>Whose address space: <see cref="InputVtlValue"/> in its own type.</summary>
    public HvInputVtl InputVtl { readonly get => new() { Raw = InputVtlValue }; set => InputVtlValue = value.Raw; }
}
