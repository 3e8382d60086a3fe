using System.Threading;
using Sidecar.Hypervisor.Machine;
using Sidecar.Hypervisor.Memory;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Translation;

/// <summary>
/// Walks a VTL's own page tables as its CPU would (AMD APM 2, chapter 5). Tables are hostile: an entry is read once, and only where the VTL itself may read. What PKRU forbids is
/// not seen.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static unsafe class PageWalk<TMachine>
    where TMachine : struct, IHypervisorMachine
{
    /// <summary>Walks begun anew because another CPU changed an entry meanwhile; after that many the bits stay as they are.</summary>
    private const int MaxAttempts = 8;

    private const uint FaultPresent = 1;
    private const uint FaultWrite = 2;
    private const uint FaultUser = 4;
    private const uint FaultReserved = 8;
    private const uint FaultFetch = 16;

    /// <summary>Every CPU has these; whether it has more is worth a CPUID only where an entry names more.</summary>
    private const int CertainPhysicalBits = 36;

    /// <summary>Translates a linear address.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="vtl">Whose rights the reads of tables have.</param>
    /// <param name="state">Its paging.</param>
    /// <param name="address">Linear address; outside long mode one of 32 bits.</param>
    /// <param name="access">What to check and do.</param>
    public static WalkResult Walk(Partition* partition, Vtl vtl, in PagingState state, ulong address, WalkAccess access)
    {
        var mode = state.Mode;
        if (!IsInRange(mode, address))
        {
            return new WalkResult { Code = TranslateGvaResultCode.PAGE_NOT_PRESENT, BeyondRange = true };
        }

        if (mode == PagingMode.None)
        {
            return new WalkResult { Address = address };
        }

        WalkTrail trail = default;
        WalkResult result;
        var attempts = 0;
        do
        {
            trail.Count = 0;
            result = Descend(partition, vtl, state, mode, address, access, &trail);
        }
        while (result.Code == TranslateGvaResultCode.SUCCESS
            && (access & WalkAccess.SetBits) != 0
            && !TryMark(partition, vtl, mode, access, &trail, ref result)
            && ++attempts < MaxAttempts);
        return result;
    }

    private static WalkResult Descend(Partition* partition, Vtl vtl, in PagingState state, PagingMode mode, ulong address, WalkAccess access, WalkTrail* trail)
    {
        var bits = mode == PagingMode.Legacy ? 10 : 9;
        var size = mode == PagingMode.Legacy ? 4 : 8;
        var shift = TopShift(mode);
        var table = TableOf(state, mode);
        var rights = PageEntry.Writable | PageEntry.User;
        var noExecute = 0UL;
        while (true)
        {
            var at = table + (((address >> shift) & ((1UL << bits) - 1)) * (ulong)size);
            var reached = TryRead(partition, vtl, at, size, out var entry);
            if (reached != TranslateGvaResultCode.SUCCESS)
            {
                return new WalkResult { Code = reached, Address = at };
            }

            if ((entry & PageEntry.Present) == 0)
            {
                return Fault(state, access, TranslateGvaResultCode.PAGE_NOT_PRESENT, 0);
            }

            var large = (entry & PageEntry.Large) != 0 && PageEntry.CanBeLarge(state, mode, shift);
            if ((entry & PageEntry.Reserved(mode, shift, large, state.HasNoExecute, partition->HasHugePages)) != 0 || IsBeyondPhysical(mode, entry))
            {
                return Fault(state, access, TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS, FaultPresent | FaultReserved);
            }

            // PAE's four entries of the top are pointers only: no rights, no accessed bit.
            if (mode != PagingMode.Pae || shift != TopShift(mode))
            {
                rights &= entry;
                noExecute |= entry & PageEntry.NoExecute;
                trail->Addresses[trail->Count] = at;
                trail->Values[trail->Count++] = entry;
            }

            if (large || shift == 12)
            {
                if (!IsAllowed(state, access, rights, noExecute != 0))
                {
                    return Fault(state, access, TranslateGvaResultCode.PRIVILEGE_VIOLATION, FaultPresent);
                }

                var attribute = (entry >> (large ? 12 : 7)) & 1;
                return new WalkResult
                {
                    Address = PageEntry.Page(mode, entry, shift, large) | (address & ((1UL << shift) - 1)),
                    PatIndex = (byte)(((entry >> 3) & 3) | (attribute << 2)),
                };
            }

            table = entry & (mode == PagingMode.Legacy ? PageEntry.LegacyAddressMask : PageEntry.AddressMask);
            shift -= bits;
        }
    }

    private static bool IsInRange(PagingMode mode, ulong address) => mode switch
    {
        PagingMode.FourLevels => (ulong)((long)(address << 16) >> 16) == address,
        PagingMode.FiveLevels => (ulong)((long)(address << 7) >> 7) == address,
        _ => address >> 32 == 0,
    };

    private static int TopShift(PagingMode mode) => mode switch
    {
        PagingMode.Legacy => 22,
        PagingMode.Pae => 30,
        PagingMode.FourLevels => 39,
        _ => 48,
    };

    private static ulong TableOf(in PagingState state, PagingMode mode) => mode switch
    {
        PagingMode.Legacy => state.Cr3 & PageEntry.LegacyAddressMask,
        PagingMode.Pae => state.Cr3 & 0xffff_ffe0,
        _ => state.Cr3 & PageEntry.AddressMask,
    };

    private static bool IsBeyondPhysical(PagingMode mode, ulong entry)
    {
        var page = entry & PageEntry.AddressMask;
        if (mode == PagingMode.Legacy || page >> CertainPhysicalBits == 0)
        {
            return false;
        }

        var sizes = stackalloc uint[4];
        TMachine.Cpuid(0x8000_0008, 0, sizes);
        var bits = (int)(sizes[0] & 0xff);
        return page >> (bits is >= CertainPhysicalBits and <= 52 ? bits : CertainPhysicalBits) != 0;
    }

    private static bool IsAllowed(in PagingState state, WalkAccess access, ulong rights, bool noExecute)
    {
        var exempt = (access & WalkAccess.PrivilegeExempt) != 0;
        var asUser = (access & WalkAccess.User) != 0 && !exempt;
        var userPage = (rights & PageEntry.User) != 0;
        var data = (access & (WalkAccess.Read | WalkAccess.Write)) != 0;
        var fetch = (access & WalkAccess.Execute) != 0;
        if (asUser && !userPage && (data || fetch))
        {
            return false;
        }

        if ((access & WalkAccess.Write) != 0 && (rights & PageEntry.Writable) == 0 && (asUser || (state.Cr0 & Cr0.Wp) != 0))
        {
            return false;
        }

        if (fetch && noExecute)
        {
            return false;
        }

        if (asUser || exempt || !userPage)
        {
            return true;
        }

        var smap = (state.Cr4 & Cr4.Smap) != 0
            && ((access & WalkAccess.EnforceSmap) != 0 || (!state.AlignmentCheck && (access & WalkAccess.OverrideSmap) == 0));
        return !(data && smap) && !(fetch && (state.Cr4 & Cr4.Smep) != 0);
    }

    private static WalkResult Fault(in PagingState state, WalkAccess access, TranslateGvaResultCode code, uint errorCode)
    {
        var fetchSeen = state.HasNoExecute || (state.Cr4 & Cr4.Smep) != 0;
        errorCode |= (access & WalkAccess.Write) != 0 ? FaultWrite : 0;
        errorCode |= (access & WalkAccess.User) != 0 ? FaultUser : 0;
        errorCode |= (access & WalkAccess.Execute) != 0 && fetchSeen ? FaultFetch : 0;
        return new WalkResult { Code = code, ErrorCode = errorCode };
    }

    /// <summary>Sets accessed and dirty bits. False when an entry is not what the walk saw.</summary>
    private static bool TryMark(Partition* partition, Vtl vtl, PagingMode mode, WalkAccess access, WalkTrail* trail, ref WalkResult result)
    {
        for (var i = 0; i < trail->Count; i++)
        {
            var seen = trail->Values[i];
            var dirty = i == trail->Count - 1 && (access & WalkAccess.Write) != 0;
            var wanted = seen | PageEntry.Accessed | (dirty ? PageEntry.Dirty : 0);
            if (wanted == seen)
            {
                continue;
            }

            var at = trail->Addresses[i];
            if ((NestedPageTables<TMachine>.AccessOf(partition, vtl, at) & VtlAccess.Write) == 0)
            {
                result = new WalkResult { Code = TranslateGvaResultCode.GPA_NO_WRITE_ACCESS, Address = at };
                return true;
            }

            // SAFETY: the walk has read it there: RAM of the partition, aligned by its size.
            var entry = TMachine.Physical(at);
            var done = mode == PagingMode.Legacy
                ? Interlocked.CompareExchange(ref *(uint*)entry, (uint)wanted, (uint)seen) == (uint)seen
                : Interlocked.CompareExchange(ref *(ulong*)entry, wanted, seen) == seen;
            if (!done)
            {
                return false;
            }
        }

        return true;
    }

    private static TranslateGvaResultCode TryRead(Partition* partition, Vtl vtl, ulong address, int size, out ulong entry)
    {
        entry = 0;
        var memory = PartitionMemory<TMachine>.TryMap(partition, address, (ulong)size);
        if (memory == null)
        {
            return TranslateGvaResultCode.GPA_UNMAPPED;
        }

        if (vtl == Vtl.Vtl2 && NestedPageTables<TMachine>.IsOverlay(partition, address))
        {
            return TranslateGvaResultCode.GPA_ILLEGAL_OVERLAY_ACCESS;
        }

        if ((NestedPageTables<TMachine>.AccessOf(partition, vtl, address) & VtlAccess.Read) == 0)
        {
            return TranslateGvaResultCode.GPA_NO_READ_ACCESS;
        }

        // SAFETY: mapped, aligned by its size; another CPU may write it, so it is read once.
        entry = size == 4 ? Volatile.Read(ref *(uint*)memory) : Volatile.Read(ref *(ulong*)memory);
        return TranslateGvaResultCode.SUCCESS;
    }
}
