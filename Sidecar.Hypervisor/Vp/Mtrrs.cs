using Sidecar.Protocol.Layout;

namespace Sidecar.Hypervisor.Vp;

/// <summary>A VP's MTRRs: kept, checked and given back, without an effect on the memory below, whose types the nested page tables leave to the CPU.</summary>
public struct Mtrrs
{
    /// <summary>IA32_MTRR_DEF_TYPE.</summary>
    public ulong DefaultType;

    /// <summary>IA32_MTRR_PHYSBASE0 to 7.</summary>
    public Array8<ulong> Base;

    /// <summary>IA32_MTRR_PHYSMASK0 to 7.</summary>
    public Array8<ulong> Mask;

    /// <summary>The eleven fixed ranges: 64K, 16K (2), 4K (8).</summary>
    public Array16<ulong> Fixed;
}
