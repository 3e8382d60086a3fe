using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.X64;

/// <summary>A page directory entry that maps 2 MiB.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
[WireLayout(8)]
public struct LargePde
{
    /// <summary>All bits.</summary>
    [FieldOffset(0)]
    public ulong Raw;

    /// <summary>Bit 0: present.</summary>
    public bool Present { readonly get => Bits.Get(Raw, 0); set => Raw = Bits.With(Raw, 0, value); }

    /// <summary>Bit 1: read write.</summary>
    public bool ReadWrite { readonly get => Bits.Get(Raw, 1); set => Raw = Bits.With(Raw, 1, value); }

    /// <summary>Bit 2: user.</summary>
    public bool User { readonly get => Bits.Get(Raw, 2); set => Raw = Bits.With(Raw, 2, value); }

    /// <summary>Bit 3: write through.</summary>
    public bool WriteThrough { readonly get => Bits.Get(Raw, 3); set => Raw = Bits.With(Raw, 3, value); }

    /// <summary>Bit 4: cache disable.</summary>
    public bool CacheDisable { readonly get => Bits.Get(Raw, 4); set => Raw = Bits.With(Raw, 4, value); }

    /// <summary>Bit 5: accessed.</summary>
    public bool Accessed { readonly get => Bits.Get(Raw, 5); set => Raw = Bits.With(Raw, 5, value); }

    /// <summary>Bit 6: dirty.</summary>
    public bool Dirty { readonly get => Bits.Get(Raw, 6); set => Raw = Bits.With(Raw, 6, value); }

    /// <summary>Bit 7: large page.</summary>
    public bool LargePage { readonly get => Bits.Get(Raw, 7); set => Raw = Bits.With(Raw, 7, value); }

    /// <summary>Bit 8: global.</summary>
    public bool Global { readonly get => Bits.Get(Raw, 8); set => Raw = Bits.With(Raw, 8, value); }

    /// <summary>Bits 9 to 11: available0.</summary>
    public byte Available0 { readonly get => (byte)Bits.Get(Raw, 9, 3); set => Raw = Bits.With(Raw, 9, 3, value); }

    /// <summary>Bit 12: pat.</summary>
    public bool Pat { readonly get => Bits.Get(Raw, 12); set => Raw = Bits.With(Raw, 12, value); }

    /// <summary>Bits 13 to 20: reserved.</summary>
    public byte Reserved0 { readonly get => (byte)Bits.Get(Raw, 13, 8); set => Raw = Bits.With(Raw, 13, 8, value); }

    /// <summary>Bits 21 to 51: physical address, in 2 MiB.</summary>
    public uint LargePageBase { readonly get => (uint)Bits.Get(Raw, 21, 31); set => Raw = Bits.With(Raw, 21, 31, value); }

    /// <summary>Bits 52 to 62: available1.</summary>
    public ushort Available1 { readonly get => (ushort)Bits.Get(Raw, 52, 11); set => Raw = Bits.With(Raw, 52, 11, value); }

    /// <summary>Bit 63: no execute.</summary>
    public bool NoExecute { readonly get => Bits.Get(Raw, 63); set => Raw = Bits.With(Raw, 63, value); }

    /// <summary>Physical address of the large page, 2 MiB-aligned; lower bits are cut.</summary>
    public ulong Address { readonly get => (ulong)LargePageBase << 21; set => LargePageBase = (uint)(value >> 21); }
}
