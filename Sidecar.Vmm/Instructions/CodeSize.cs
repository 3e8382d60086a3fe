using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Vmm.Registers;

namespace Sidecar.Vmm.Instructions;

/// <summary>The mode that an instruction was executed in, as far as its length and its addresses depend on it: 16-, 32- or 64-bit code.</summary>
/// <param name="bytes">Bytes of a default address: 2, 4 or 8.</param>
public readonly struct CodeSize(int bytes)
{
    /// <summary>Bytes of an address by default: 2, 4 or 8.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>Whether it is 64-bit code.</summary>
    public bool IsLong => Bytes == sizeof(ulong);

    /// <summary>The bits that an instruction pointer has.</summary>
    public ulong RipMask => GuestCpu.Mask(Bytes);

    /// <summary>The mode at an exit (AMD APM 2, 4.8.1: CS.L and CS.D).</summary>
    public static CodeSize Of(in HvX64InterceptMessageHeader header)
    {
        var attributes = new SegmentAttributes { Raw = header.CsSegment.Attributes };
        return new(header.ExecutionState.EferLma && attributes.Long ? sizeof(ulong) : attributes.Default ? sizeof(uint) : sizeof(ushort));
    }

    /// <summary>Bytes of an address in an instruction.</summary>
    /// <param name="hasPrefix">Whether it has the address-size prefix, 0x67.</param>
    public int AddressBytes(bool hasPrefix) => !hasPrefix ? Bytes : Bytes == sizeof(uint) ? sizeof(ushort) : sizeof(uint);
}
