using System;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Translation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Tests.Translation;

/// <summary>A VP whose VTL0 has the lowest 2 MiB, and a builder of page tables in it.</summary>
public sealed unsafe class TranslationFixture
{
    private ulong _nextTable = 0x10000;

    public TranslationFixture()
    {
        Partition->Vtl0Root = Machine.Allocate(1);
        Partition->Vtl2Root = Machine.Allocate(1);
        Partition->HypercallPage = Machine.Allocate(1);
        Partition->HasHugePages = true;
        for (var i = 0; i < 64; i++)
        {
            NestedPageTables<TestMachine>.GivePage(Partition, Machine.Allocate(1));
        }

        for (var page = 0UL; page < 0x20_0000; page += 0x1000)
        {
            Grant(page, VtlAccess.All);
        }

        Machine.State.CpuidLeaves[(0x8000_0008, 0)] = (40, 0, 0, 0);
        new Span<byte>(Machine.State.Memory, 0x20_0000).Clear();
    }

    public TestPartition Machine { get; } = new();

    public Partition* Partition => Machine.Partition;

    public VirtualProcessor* Vp => Machine.Vp();

    public Vmcb* Vmcb => Vp->Vtl0.Vmcb;

    public ulong Root => Vmcb->Cr3;

    public void Grant(ulong page, VtlAccess access) => NestedPageTables<TestMachine>.TryProtect(Partition, page, access);

    /// <summary>Puts VTL0 into a paging mode with an empty root.</summary>
    public void Enter(PagingMode mode)
    {
        Vmcb->Cr0 = mode == PagingMode.None ? 0x11UL : 0x8001_0011;
        Vmcb->Cr4 = mode switch { PagingMode.None => 0, PagingMode.Legacy => 0x10, PagingMode.Pae or PagingMode.FourLevels => 0x20, _ => 0x1020 };
        Vmcb->Efer = mode >= PagingMode.FourLevels ? 0x1d00UL : mode == PagingMode.Pae ? 0x1800UL : 0x1000;
        Vmcb->Cr3 = NewTable();
        Vmcb->Pat = 0x0007_0406_0007_0406;
        Vmcb->Rflags = 2;
    }

    public ulong NewTable()
    {
        _nextTable += 0x1000;
        return _nextTable;
    }

    /// <summary>Maps a page of 4 KiB, or of 2 or 4 MiB when told; every level gets the flags of <paramref name="path"/>. Returns the lowest entry's address.</summary>
    public ulong Map(PagingMode mode, ulong linear, ulong leaf, ulong path = 7, int stopAbove = 0)
    {
        int[] shifts = mode switch
        {
            PagingMode.Legacy => [22, 12],
            PagingMode.Pae => [30, 21, 12],
            PagingMode.FourLevels => [39, 30, 21, 12],
            _ => [48, 39, 30, 21, 12],
        };
        var last = shifts.Length - 1 - stopAbove;
        var table = Root;
        for (var i = 0; ; i++)
        {
            var index = mode == PagingMode.Legacy ? (linear >> shifts[i]) % 1024 : (linear >> shifts[i]) % (mode == PagingMode.Pae && i == 0 ? 4UL : 512);
            var entry = table + (index * (mode == PagingMode.Legacy ? 4UL : 8));
            if (i == last)
            {
                Write(mode, entry, leaf);
                return entry;
            }

            if ((Read(mode, entry) & 1) == 0)
            {
                Write(mode, entry, NewTable() | (mode == PagingMode.Pae && i == 0 ? 1 : path));
            }

            table = Read(mode, entry) & 0x000f_ffff_ffff_f000;
        }
    }

    public ulong Read(PagingMode mode, ulong at)
        => mode == PagingMode.Legacy ? *(uint*)(Machine.State.Memory + at) : *(ulong*)(Machine.State.Memory + at);

    public void Write(PagingMode mode, ulong at, ulong value)
    {
        if (mode == PagingMode.Legacy)
        {
            *(uint*)(Machine.State.Memory + at) = (uint)value;
        }
        else
        {
            *(ulong*)(Machine.State.Memory + at) = value;
        }
    }

    public TranslateVirtualAddressExOutputX64 Translate(ulong linear, ulong flags)
    {
        var status = Execute(linear >> 12, flags | (0x10UL << 56), out var output);
        Xunit.Assert.Equal(HvStatus.Success, status);
        return output;
    }

    public HvStatus Execute(ulong page, ulong flags, out TranslateVirtualAddressExOutputX64 output, ulong partition = Hv.PartitionIdSelf, uint vp = Hv.VpIndexSelf)
        => TranslateVirtualAddress<TestMachine>.Execute(
            Vp,
            new TranslateVirtualAddressX64 { PartitionId = partition, VpIndex = vp, ControlFlags = new() { Raw = flags }, GvaPage = page },
            out output);
}
