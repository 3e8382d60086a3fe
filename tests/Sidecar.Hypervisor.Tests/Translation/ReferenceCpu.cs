using System;
using System.Collections.Generic;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Translation;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>
/// A page walk as the manuals tell it (Intel SDM volume 3, 4.3 to 4.7; AMD APM volume 2, 5.2 to 5.7), over memory that is a dictionary: a second opinion, sharing nothing with
/// the code it checks.
/// </summary>
internal sealed class ReferenceCpu
{
    private readonly List<ulong> _visited = [];

    internal required PagingMode Mode { get; init; }

    internal required ulong Cr3 { get; init; }

    /// <summary>CR0.WP, CR4.PSE, SMEP, SMAP, EFER.NXE, RFLAGS.AC, and whether there are 1 GiB pages.</summary>
    internal required (bool Wp, bool Pse, bool Smep, bool Smap, bool Nxe, bool Ac, bool Huge) Has { get; init; }

    internal required int PhysicalBits { get; init; }

    /// <summary>Entries by address; what is not there is zero.</summary>
    internal required Dictionary<ulong, ulong> Memory { get; init; }

    /// <summary>Rights of the VTL to the page of an address; null where there is no RAM.</summary>
    internal required Func<ulong, VtlAccess?> RightsTo { get; init; }

    private bool NoExecuteWorks => Has.Nxe && Mode >= PagingMode.Pae;

    internal ReferenceResult Access(ulong linear, ReferenceAccess access)
    {
        var width = Mode switch { PagingMode.FourLevels => 48, PagingMode.FiveLevels => 57, _ => 32 };
        var sign = (long)linear >> (width - 1);
        if (Mode >= PagingMode.FourLevels ? sign is not (0 or -1) : linear >> 32 != 0)
        {
            return new(TranslateGvaResultCode.PAGE_NOT_PRESENT, Vector: 13);
        }

        if (Mode == PagingMode.None)
        {
            return new(TranslateGvaResultCode.SUCCESS, linear);
        }

        _visited.Clear();
        var top = Mode switch { PagingMode.Legacy or PagingMode.FourLevels => Mode == PagingMode.Legacy ? 2 : 4, PagingMode.Pae => 3, _ => 5 };
        var root = Mode switch { PagingMode.Legacy => Cr3 & 0xfffff000, PagingMode.Pae => Cr3 & 0xffffffe0, _ => Cr3 & 0xffffffffff000 };
        var result = Level(top, root, linear, access, new(true, true, true));
        return result.Code == TranslateGvaResultCode.SUCCESS && access.SetBits ? Mark(result, access) : result;
    }

    private ReferenceResult Level(int level, ulong table, ulong linear, ReferenceAccess access, ReferenceRights above)
    {
        var (bits, size) = Mode == PagingMode.Legacy ? (10, 4UL) : (9, 8UL);
        var below = 12 + ((level - 1) * bits);
        var address = table + ((linear >> below) % (1UL << bits) * size);
        if (RightsTo(address) is not { } tableRights)
        {
            return new(TranslateGvaResultCode.GPA_UNMAPPED, address);
        }

        if (!tableRights.HasFlag(VtlAccess.Read))
        {
            return new(TranslateGvaResultCode.GPA_NO_READ_ACCESS, address);
        }

        var entry = Memory.GetValueOrDefault(address);
        if (!Bit(entry, 0))
        {
            return Fault(TranslateGvaResultCode.PAGE_NOT_PRESENT, 0, access);
        }

        var pageSize = level > 1 && Bit(entry, 7) && Mode switch { PagingMode.Legacy => Has.Pse, PagingMode.Pae => level == 2, _ => level == 2 || (level == 3 && Has.Huge) };
        if (HasReserved(entry, level, pageSize))
        {
            return Fault(TranslateGvaResultCode.INVALID_PAGE_TABLE_FLAGS, 9, access);
        }

        var pointerOnly = Mode == PagingMode.Pae && level == 3;
        var rights = pointerOnly ? above : new(above.User && Bit(entry, 2), above.Write && Bit(entry, 1), above.Execute && !(Mode != PagingMode.Legacy && Bit(entry, 63)));
        if (!pointerOnly)
        {
            _visited.Add(address);
        }

        if (level > 1 && !pageSize)
        {
            return Level(level - 1, Mode == PagingMode.Legacy ? entry & 0xfffff000 : entry & 0xffffffffff000, linear, access, rights);
        }

        if (!IsAllowed(access, rights))
        {
            return Fault(TranslateGvaResultCode.PRIVILEGE_VIOLATION, 1, access);
        }

        var offset = linear % (1UL << below);
        var page = Mode != PagingMode.Legacy ? (entry % (1UL << 52)) >> below << below
            : pageSize ? (entry >> 22 << 22) + ((entry >> 13) % 256 << 32)
            : entry >> 12 << 12;
        var attribute = Bit(entry, pageSize ? 12 : 7) ? 4 : 0;
        return new(TranslateGvaResultCode.SUCCESS, page + offset, Pat: attribute + (Bit(entry, 4) ? 2 : 0) + (Bit(entry, 3) ? 1 : 0));
    }

    private bool HasReserved(ulong entry, int level, bool pageSize)
    {
        if (Mode == PagingMode.Legacy)
        {
            return pageSize && Bit(entry, 21);
        }

        var longMode = Mode >= PagingMode.FourLevels;
        var reserved = Any(entry, PhysicalBits, 51) || (!NoExecuteWorks && Bit(entry, 63));
        reserved |= !longMode && Any(entry, 52, 62);
        reserved |= !longMode && level == 3 && (Any(entry, 1, 2) || Any(entry, 5, 8) || Bit(entry, 63));
        reserved |= longMode && (level >= 4 || (level == 3 && !Has.Huge)) && Bit(entry, 7);
        return reserved || (pageSize && Any(entry, 13, level == 3 ? 29 : 20));
    }

    /// <summary>Intel SDM volume 3, 4.6.1, access by access.</summary>
    private bool IsAllowed(ReferenceAccess access, ReferenceRights page)
    {
        if (access.User && !access.Exempt)
        {
            return (!access.Touches || page.User) && (!access.Write || page.Write) && (!access.Execute || page.Execute);
        }

        var smap = Has.Smap && !access.Exempt && page.User && (access.EnforceSmap || !(Has.Ac || access.OverrideSmap));
        var smep = Has.Smep && !access.Exempt && page.User;
        return (!access.Read || !smap)
            && (!access.Write || (!smap && (page.Write || !Has.Wp)))
            && (!access.Execute || (!smep && page.Execute));
    }

    private ReferenceResult Fault(TranslateGvaResultCode code, uint error, ReferenceAccess access)
        => new(code, Vector: 14, Error: error + (access.Write ? 2U : 0) + (access.User ? 4U : 0) + (access.Execute && (NoExecuteWorks || Has.Smep) ? 16U : 0));

    private ReferenceResult Mark(ReferenceResult result, ReferenceAccess access)
    {
        for (var i = 0; i < _visited.Count; i++)
        {
            var wanted = Memory[_visited[i]] | 0x20 | (access.Write && i == _visited.Count - 1 ? 0x40UL : 0);
            if (wanted == Memory[_visited[i]])
            {
                continue;
            }

            if (!RightsTo(_visited[i])!.Value.HasFlag(VtlAccess.Write))
            {
                return new(TranslateGvaResultCode.GPA_NO_WRITE_ACCESS, _visited[i]);
            }

            Memory[_visited[i]] = wanted;
        }

        return result;
    }

    private static bool Bit(ulong value, int bit) => (value >> bit) % 2 != 0;

    private static bool Any(ulong value, int first, int last) => (value >> first) % (1UL << (last - first + 1)) != 0;
}
