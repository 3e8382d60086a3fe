using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>HvCallModifyVtlProtectionMask and HvCallCheckSparseGpaPageVtlAccess, page by page. Headers are the hypervisor's own copies, 16 bytes.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class ProtectionCalls<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    private const uint Read = 1;
    private const uint Write = 2;
    private const uint KernelExecute = 4;
    private const uint UserExecute = 8;
    private const uint KnownFlags = Read | Write | KernelExecute | UserExecute;
    private const int LevelOffset = 12;
    private const int DesiredOffset = 9;
    private const int PageShift = 12;
    private const ulong PageSize = 1UL << PageShift;
    private const ulong MemoryIntercept = 1;
    private const int DeniedShift = 8;
    private const int InterceptingShift = 16;

    /// <summary>Sets VTL0's rights to a page. The rights of VTL2 are all there are, for no VTL is above it.</summary>
    /// <param name="vp">The caller.</param>
    /// <param name="header">Partition, HV_MAP_GPA_FLAGS, VTL, three reserved bytes.</param>
    /// <param name="page">Page number.</param>
    /// <param name="taken">Set when a right is gone, which is not true before <see cref="Processors{TMachine}.FlushAll"/>.</param>
    public static HvStatus Modify(VirtualProcessor* vp, byte* header, ulong page, ref bool taken)
    {
        var status = CallTarget.Partition(*(ulong*)header);
        var vtl = Vtl.Vtl2;
        if (status == HvStatus.Success)
        {
            status = CallTarget.Level(new HvInputVtl { Raw = header[LevelOffset] }, out vtl);
        }

        if (status != HvStatus.Success)
        {
            return status;
        }

        if (vtl == Vtl.Vtl2)
        {
            return HvStatus.AccessDenied;
        }

        var flags = ((uint*)header)[2];
        if (((uint*)header)[3] >> 8 != 0 || !TryDecode(flags, out var access) || !IsMemory(vp, page))
        {
            return HvStatus.InvalidParameter;
        }

        taken |= (NestedPageTables<TMachine>.AccessOf(vp->Partition, Vtl.Vtl0, page << PageShift) & ~access) != 0;
        return NestedPageTables<TMachine>.TryProtect(vp->Partition, page << PageShift, access) ? HvStatus.Success : HvStatus.InsufficientMemory;
    }

    /// <summary>Whether a VTL has the wished rights to a page.</summary>
    /// <param name="vp">The caller.</param>
    /// <param name="header">Partition, VTL, wished flags, six reserved bytes.</param>
    /// <param name="page">Page number.</param>
    /// <param name="result">Bits 0 to 7: 0, or 1 for an intercept; 8 to 15: what is denied; 16 to 19: whose intercept.</param>
    public static HvStatus Check(VirtualProcessor* vp, byte* header, ulong page, ulong* result)
    {
        var status = CallTarget.Partition(*(ulong*)header);
        var vtl = Vtl.Vtl2;
        if (status == HvStatus.Success)
        {
            status = CallTarget.Level(new HvInputVtl { Raw = header[8] }, out vtl);
        }

        if (status != HvStatus.Success)
        {
            return status;
        }

        uint desired = header[DesiredOffset];
        if ((((ulong*)header)[1] >> 16) != 0 || (desired & ~KnownFlags) != 0 || !IsMemory(vp, page))
        {
            return HvStatus.InvalidParameter;
        }

        var denied = desired & ~Encode(NestedPageTables<TMachine>.AccessOf(vp->Partition, vtl, page << PageShift));
        *result = denied == 0 ? 0 : MemoryIntercept | (denied << DeniedShift) | ((ulong)Vtl.Vtl2 << InterceptingShift);
        return HvStatus.Success;
    }

    private static bool IsMemory(VirtualProcessor* vp, ulong page)
        => page < (NestedPageTables<TMachine>.End >> PageShift) && PartitionMemory<TMachine>.Contains(vp->Partition, page << PageShift, PageSize);

    /// <summary>Executing is one right for kernel and user, and no right goes without reading.</summary>
    private static bool TryDecode(uint flags, out VtlAccess access)
    {
        access = ((flags & Read) != 0 ? VtlAccess.Read : 0) | ((flags & Write) != 0 ? VtlAccess.Write : 0) | ((flags & KernelExecute) != 0 ? VtlAccess.Execute : 0);
        return (flags & ~KnownFlags) == 0
            && (flags & KernelExecute) != 0 == ((flags & UserExecute) != 0)
            && (access == VtlAccess.None || (access & VtlAccess.Read) != 0);
    }

    private static uint Encode(VtlAccess access)
        => ((access & VtlAccess.Read) != 0 ? Read : 0) | ((access & VtlAccess.Write) != 0 ? Write : 0) | ((access & VtlAccess.Execute) != 0 ? KernelExecute | UserExecute : 0);
}
