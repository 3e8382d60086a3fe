using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>The flags register.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct RFlags
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: carry.</summary>
    public bool Carry { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: reserved must be 1.</summary>
    public bool ReservedMustBe1 { readonly get => Bits.Get(Raw, 1); set => Raw = Bits.With(Raw, 1, value); }

    /// <summary>Bit 2: parity.</summary>
    public bool Parity { readonly get => Bits.Get(Raw, 2); set => Raw = Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: reserved.</summary>
    public bool Reserved1 { readonly get => Bits.Get(Raw, 3); set => Raw = Bits.With(Raw, 3, value); }

    /// <summary>Bit 4: adjust.</summary>
    public bool Adjust { readonly get => Bits.Get(Raw, 4); set => Raw = Bits.With(Raw, 4, value); }

    /// <summary>Bit 5: reserved.</summary>
    public bool Reserved2 { readonly get => Bits.Get(Raw, 5); set => Raw = Bits.With(Raw, 5, value); }

    /// <summary>Bit 6: zero.</summary>
    public bool Zero { readonly get => Bits.Get(Raw, 6); set => Raw = Bits.With(Raw, 6, value); }

    /// <summary>Bit 7: sign.</summary>
    public bool Sign { readonly get => Bits.Get(Raw, 7); set => Raw = Bits.With(Raw, 7, value); }

    /// <summary>Bit 8: trap.</summary>
    public bool Trap { readonly get => Bits.Get(Raw, 8); set => Raw = Bits.With(Raw, 8, value); }

    /// <summary>Bit 9: interrupt enable.</summary>
    public bool InterruptEnable { readonly get => Bits.Get(Raw, 9); set => Raw = Bits.With(Raw, 9, value); }

    /// <summary>Bit 10: direction.</summary>
    public bool Direction { readonly get => Bits.Get(Raw, 10); set => Raw = Bits.With(Raw, 10, value); }

    /// <summary>Bit 11: overflow.</summary>
    public bool Overflow { readonly get => Bits.Get(Raw, 11); set => Raw = Bits.With(Raw, 11, value); }

    /// <summary>Bits 12 to 13: io privilege level.</summary>
    public byte IoPrivilegeLevel { readonly get => (byte)Bits.Get(Raw, 12, 2); set => Raw = Bits.With(Raw, 12, 2, value); }

    /// <summary>Bit 14: nested task.</summary>
    public bool NestedTask { readonly get => Bits.Get(Raw, 14); set => Raw = Bits.With(Raw, 14, value); }

    /// <summary>Bit 15: mode.</summary>
    public bool Mode { readonly get => Bits.Get(Raw, 15); set => Raw = Bits.With(Raw, 15, value); }

    /// <summary>Bit 16: resume.</summary>
    public bool Resume { readonly get => Bits.Get(Raw, 16); set => Raw = Bits.With(Raw, 16, value); }

    /// <summary>Bit 17: virtual 8086 mode.</summary>
    public bool Virtual8086Mode { readonly get => Bits.Get(Raw, 17); set => Raw = Bits.With(Raw, 17, value); }

    /// <summary>Bit 18: alignment check.</summary>
    public bool AlignmentCheck { readonly get => Bits.Get(Raw, 18); set => Raw = Bits.With(Raw, 18, value); }

    /// <summary>Bit 19: virtual interrupt.</summary>
    public bool VirtualInterrupt { readonly get => Bits.Get(Raw, 19); set => Raw = Bits.With(Raw, 19, value); }

    /// <summary>Bit 20: virtual interrupt pending.</summary>
    public bool VirtualInterruptPending { readonly get => Bits.Get(Raw, 20); set => Raw = Bits.With(Raw, 20, value); }

    /// <summary>Bit 21: cpuid allowed.</summary>
    public bool CpuidAllowed { readonly get => Bits.Get(Raw, 21); set => Raw = Bits.With(Raw, 21, value); }

    /// <summary>Bits 22 to 29: reserved.</summary>
    public byte Reserved3 { readonly get => (byte)Bits.Get(Raw, 22, 8); set => Raw = Bits.With(Raw, 22, 8, value); }

    /// <summary>Bit 30: aes key schedule loaded.</summary>
    public bool AesKeyScheduleLoaded { readonly get => Bits.Get(Raw, 30); set => Raw = Bits.With(Raw, 30, value); }

    /// <summary>Bit 31: reserved.</summary>
    public bool Reserved4 { readonly get => Bits.Get(Raw, 31); set => Raw = Bits.With(Raw, 31, value); }

    /// <summary>Bits 32 to 63: reserved.</summary>
    public uint Reserved5 { readonly get => (uint)Bits.Get(Raw, 32, 32); set => Raw = Bits.With(Raw, 32, 32, value); }

    /// <summary>The flags of a CPU that comes out of reset: only bit 1, which is always set.</summary>
    public static RFlags AtReset => new() { ReservedMustBe1 = true };
}
