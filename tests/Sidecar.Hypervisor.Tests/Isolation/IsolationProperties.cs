using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.Hypervisor.Memory;
using Sidecar.Hypervisor.Msrs;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Run;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Hypercalls;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Isolation;

/// <summary>What the nested page tables map, whatever VTL2 does: read back entry by entry, against a model of what was granted.</summary>
public unsafe class IsolationProperties
{
    private const ulong PageSize = 0x1000;
    private const int Steps = 4000;
    private const int StepsBetweenLooks = 200;
    private static readonly ulong[] s_places =
    [
        0, PageSize, 0x9_f000, 0x20_0000, 0x40_0000, TestPartition.OwnStart - PageSize, TestPartition.OwnStart, TestState.MemorySize - PageSize, TestState.MemorySize,
        0xfee0_0000, 1UL << 39, 1UL << 47, (1UL << 48) - PageSize, 1UL << 48, 1UL << 52,
    ];

    /// <summary>Rights by page that VTL2 has granted, as its calls' answers say.</summary>
    private readonly Dictionary<ulong, VtlAccess> _granted = [];
    private readonly HypercallCaller _vtl2 = new(2);

    private Partition* Partition => _vtl2.Partition;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void No_call_maps_the_hypervisors_memory_or_a_page_that_was_not_granted(int seed, bool huge)
    {
        var random = new Random(seed);
        Partition->HasHugePages = huge;
        for (var i = 0; i < 400; i++)
        {
            NestedPageTables<TestMachine>.GivePage(Partition, _vtl2.World.Allocate(1));
        }

        SyntheticMsrs<TestMachine>.TryWrite(_vtl2.Vp, HvX64Msr.GuestOsId, 1);
        for (var step = 1; step <= Steps; step++)
        {
            Step(random);
            if (step % StepsBetweenLooks == 0)
            {
                LookAtVtl0();
                LookAtVtl2();
            }
        }

        Assert.True(_granted.Count > 100, "hardly anything was granted");
        Assert.NotEmpty(new TableReader(_vtl2.World.State.Memory, Partition->Vtl2Root).Pages);
    }

    [Fact]
    public void Pages_of_vtl2_that_the_hypervisor_writes_are_never_its_own()
    {
        var before = new ReadOnlySpan<byte>(_vtl2.World.State.Memory + TestPartition.OwnStart, 1 << 20).ToArray();
        for (var page = TestPartition.OwnStart; page < TestState.MemorySize; page += PageSize)
        {
            Assert.False(SyntheticMsrs<TestMachine>.TryWrite(_vtl2.Vp, HvX64Msr.VpAssistPage, page | 1), $"{page:x}");
            Assert.False(SyntheticMsrs<TestMachine>.TryWrite(_vtl2.Vp, HvX64Msr.ReferenceTsc, page | 1), $"{page:x}");
            Assert.Equal(HvStatus.InvalidRegisterValue, Registers<TestMachine>.Set(_vtl2.Vp, Vtl.Vtl2, HvRegisterName.RegisterPage, HvRegisterValue.From(page | 1)));
        }

        Assert.True(new ReadOnlySpan<byte>(_vtl2.World.State.Memory + TestPartition.OwnStart, 1 << 20).SequenceEqual(before));
    }

    private static ulong Place(Random random)
    {
        var place = s_places[random.Next(s_places.Length)] + ((ulong)random.Next(-2, 0x40) * PageSize);
        return random.Next(3) == 0 ? (ulong)random.Next(0x4000) * PageSize : place;
    }

    private void Step(Random random)
    {
        switch (random.Next(6))
        {
            case 0 or 1:
                Protect(random);
                break;

            case 2:
                SyntheticMsrs<TestMachine>.TryWrite(_vtl2.Vp, HvX64Msr.Hypercall, Place(random) | (random.Next(4) != 0 ? 1UL : 0));
                break;

            case 3:
                SyntheticMsrs<TestMachine>.TryWrite(_vtl2.Vp, HvX64Msr.ReferenceTsc, Place(random) | (random.Next(4) != 0 ? 1UL : 0));
                break;

            case 4:
                SyntheticMsrs<TestMachine>.TryWrite(_vtl2.Vp, HvX64Msr.VpAssistPage, Place(random) | 1);
                Registers<TestMachine>.Set(_vtl2.Vp, Vtl.Vtl2, HvRegisterName.RegisterPage, HvRegisterValue.From(Place(random) | 1));
                SyntheticMsrs<TestMachine>.TryWrite(_vtl2.Vp, HvX64Msr.GuestOsId, random.Next(20) == 0 ? 0 : 1UL);
                break;

            default:
                Touch(random);
                break;
        }
    }

    private void Protect(Random random)
    {
        uint[] flags = [0, 1, 3, 0xd, 0xf, 2, 0x10];
        var wanted = flags[random.Next(flags.Length)];
        var count = random.Next(1, 65);
        var first = Place(random) / PageSize;
        _vtl2.Header(wanted, (byte)(0x10 + (random.Next(8) == 0 ? 2 : 0)));
        for (var i = 0; i < count; i++)
        {
            ((ulong*)_vtl2.In)[2 + i] = first + (ulong)i;
        }

        var result = _vtl2.Call(HypercallCaller.Control(HypercallCode.HvCallModifyVtlProtectionMask, (ulong)count));
        for (var i = 0UL; i < result >> 32; i++)
        {
            _granted[(first + i) * PageSize] = (VtlAccess)(wanted & 3) | ((wanted & 0xc) != 0 ? VtlAccess.Execute : 0);
        }
    }

    /// <summary>VTL2 touches an address, now and then one that it must not write.</summary>
    private void Touch(Random random)
    {
        _vtl2.Vp->Vtl2.Started = true;
        RunLoop<TestMachine>.Prepare(_vtl2.Vp);
        _vtl2.Vmcb->ExitCode = ExitCode.NestedPageFault;
        _vtl2.Vmcb->ExitInfo1 = (ulong)random.Next(4) | 4;
        _vtl2.Vmcb->ExitInfo2 = Place(random) + (ulong)random.Next((int)PageSize);
        RunLoop<TestMachine>.Handle(_vtl2.Vp);
    }

    private void LookAtVtl0()
    {
        var tables = new TableReader(_vtl2.World.State.Memory, Partition->Vtl0Root);
        Assert.All(tables.Tables, table => Assert.InRange(table, TestPartition.OwnStart, TestState.MemorySize - PageSize));
        var seen = 0;
        foreach (var page in tables.Pages)
        {
            Assert.Equal((page.Address, 12), (page.Target, page.Shift));
            Assert.True(page.Address < TestPartition.OwnStart, $"{page.Address:x} is the hypervisor's, or no memory");
            var rights = VtlAccess.Read | (page.Writable ? VtlAccess.Write : 0) | (page.Executable ? VtlAccess.Execute : 0);
            Assert.Equal(_granted[page.Address], rights);
            seen++;
        }

        Assert.Equal(_granted.Values.Count(access => access != VtlAccess.None), seen);
    }

    private void LookAtVtl2()
    {
        var overlays = new Dictionary<ulong, ulong>();
        AddOverlay(overlays, Partition->Hypercall, Partition->HypercallPage);
        AddOverlay(overlays, Partition->ReferenceTsc, Partition->ReferenceTscPage);
        var tables = new TableReader(_vtl2.World.State.Memory, Partition->Vtl2Root);
        Assert.All(tables.Tables, table => Assert.InRange(table, TestPartition.OwnStart, TestState.MemorySize - PageSize));
        foreach (var page in tables.Pages)
        {
            var address = page.Address & ((1UL << 48) - 1);
            if (overlays.Remove(address, out var overlay))
            {
                Assert.Equal((overlay, 12, false), (page.Target, page.Shift, page.Writable));
                continue;
            }

            Assert.Equal(address, page.Target & ~(page.Size - 1));
            Assert.True(address >= TestState.MemorySize || address + page.Size <= TestPartition.OwnStart, $"{address:x} is the hypervisor's");
        }

        Assert.Empty(overlays);
    }

    private static void AddOverlay(Dictionary<ulong, ulong> overlays, ulong register, ulong page)
    {
        if ((register & 1) != 0)
        {
            overlays.Add(register & ~(PageSize - 1), page);
        }
    }
}
