using System;
using System.Linq;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Registers;

/// <summary>HvCallGetVpRegisters and HvCallSetVpRegisters, register by register and value by value, on both VTLs.</summary>
public unsafe class RegistersTests
{
    /// <summary>Registers that come from synthetic MSRs, whose values are the MSRs' affair.</summary>
    private static readonly HvRegisterName[] s_synthetic =
    [
        HvRegisterName.GuestOsId, HvRegisterName.Hypercall, HvRegisterName.VpIndex, HvRegisterName.TimeRefCount, HvRegisterName.VpAssistPage, HvRegisterName.ReferenceTsc,
        HvRegisterName.VsmCodePageOffsets, HvRegisterName.GuestCrashP0, HvRegisterName.GuestCrashP1, HvRegisterName.GuestCrashP2, HvRegisterName.GuestCrashP3,
        HvRegisterName.GuestCrashP4, HvRegisterName.GuestCrashCtl,
    ];

    public static TheoryData<HvRegisterName, Vtl> Present
    {
        get
        {
            var data = new TheoryData<HvRegisterName, Vtl>();
            foreach (var one in RegisterTable.All)
            {
                if (one.InVtl0)
                {
                    data.Add(one.Name, Vtl.Vtl0);
                }

                if (one.InVtl2)
                {
                    data.Add(one.Name, Vtl.Vtl2);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Present))]
    public void Register_takes_what_it_can_hold_and_nothing_else(HvRegisterName name, Vtl vtl)
    {
        var one = RegisterTable.All.Single(row => row.Name == name);
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        if (vtl == Vtl.Vtl2)
        {
            // VTL2's values have to agree at any moment: paging needs what long mode does not get here.
            vp->Vtl2.Vmcb->Cr4 = Cr4.Pae;
        }

        foreach (var good in one.Good)
        {
            var status = Registers<TestMachine>.Set(vp, vtl, name, good);
            Assert.Equal(one.ReadOnly ? HvStatus.InvalidParameter : HvStatus.Success, status);
            Assert.Equal(HvStatus.Success, Registers<TestMachine>.Get(vp, vtl, name, out var read));
            Assert.Equal((good.Low, good.High), (read.Low, read.High));
            if (one.Shared)
            {
                Registers<TestMachine>.Get(vp, vtl == Vtl.Vtl0 ? Vtl.Vtl2 : Vtl.Vtl0, name, out var other);
                Assert.Equal((good.Low, good.High), (other.Low, other.High));
            }
        }

        Registers<TestMachine>.Get(vp, vtl, name, out var before);
        foreach (var bad in one.Bad)
        {
            Assert.Equal(HvStatus.InvalidRegisterValue, Registers<TestMachine>.Set(vp, vtl, name, bad));
            Registers<TestMachine>.Get(vp, vtl, name, out var after);
            Assert.Equal((before.Low, before.High), (after.Low, after.High));
        }
    }

    [Theory]
    [MemberData(nameof(Present))]
    public void Private_register_of_one_vtl_is_not_the_others(HvRegisterName name, Vtl vtl)
    {
        var one = RegisterTable.All.Single(row => row.Name == name);
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        var other = vtl == Vtl.Vtl0 ? Vtl.Vtl2 : Vtl.Vtl0;
        if (one.Shared || one.ReadOnly || Registers<TestMachine>.Get(vp, other, name, out var before) != HvStatus.Success)
        {
            return;
        }

        foreach (var good in one.Good)
        {
            Registers<TestMachine>.Set(vp, vtl, name, good);
            Registers<TestMachine>.Get(vp, other, name, out var after);
            Assert.Equal((before.Low, before.High), (after.Low, after.High));
        }
    }

    [Theory]
    [InlineData(Vtl.Vtl0)]
    [InlineData(Vtl.Vtl2)]
    public void Every_other_name_is_none(Vtl vtl)
    {
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        var present = RegisterTable.All.Where(one => vtl == Vtl.Vtl0 ? one.InVtl0 : one.InVtl2).Select(one => one.Name);
        if (vtl == Vtl.Vtl2)
        {
            present = [.. present, HvRegisterName.ApicBase, HvRegisterName.InternalActivityState];
        }

        var unnamed = new uint[] { 0x1, 0x216, 0x1_0007, 0x2_0012, 0x3_001a, 0x4_0006, 0x5_0006, 0x6_0008, 0x7_0002, 0x8_000f, 0x8_0050, 0x8_4840, 0xf_0000, 0xffff_ffff };
        foreach (var name in Enum.GetValues<HvRegisterName>().Except(present).Except(s_synthetic).Concat(unnamed.Select(one => (HvRegisterName)one)))
        {
            Assert.True(HvStatus.InvalidParameter == Registers<TestMachine>.Get(vp, vtl, name, out var value), $"read {name}");
            Assert.Equal((0UL, 0UL), (value.Low, value.High));
            Assert.True(HvStatus.InvalidParameter == Registers<TestMachine>.Set(vp, vtl, name, default), $"written {name}");
        }
    }

    [Theory]
    [InlineData(0x8005_0033UL, 0x20UL, 0xd01UL)]
    [InlineData(0x8005_0033UL, 0x20UL, 0x901UL)]
    public void Vtl0_may_be_set_up_in_any_order(ulong cr0, ulong cr4, ulong efer)
    {
        (HvRegisterName Name, ulong Value)[] wanted = [(HvRegisterName.Efer, efer), (HvRegisterName.Cr0, cr0), (HvRegisterName.Cr3, 0x1000), (HvRegisterName.Cr4, cr4)];
        for (var first = 0; first < wanted.Length; first++)
        {
            var vp = TestCpu.Equip(new TestPartition()).Vp();
            foreach (var (name, value) in wanted.Skip(first).Concat(wanted.Take(first)))
            {
                Assert.Equal(HvStatus.Success, Registers<TestMachine>.Set(vp, Vtl.Vtl0, name, HvRegisterValue.From(value)));
            }

            Assert.Empty(VmrunChecks.Objections(vp->Vtl0.Vmcb));
            Assert.Equal(0x1d01UL, vp->Vtl0.Vmcb->Efer);
            Registers<TestMachine>.Get(vp, Vtl.Vtl0, HvRegisterName.Efer, out var read);
            Assert.Equal(0xd01UL, read.Low);
        }
    }

    [Fact]
    public void Vtl2_and_whoever_writes_its_own_may_not_leave_what_agrees()
    {
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        Assert.Equal(HvStatus.Success, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.Efer, HvRegisterValue.From(Efer.Lme)));
        Assert.Equal(HvStatus.InvalidRegisterValue, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.Cr0, HvRegisterValue.From(Cr0.Pg | Cr0.Pe)));
        Assert.Equal(HvStatus.Success, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.Cr4, HvRegisterValue.From(Cr4.Pae)));
        Assert.Equal(HvStatus.Success, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.Cr0, HvRegisterValue.From(Cr0.Pg | Cr0.Pe)));
        Assert.Equal(HvStatus.InvalidRegisterValue, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.Cr4, HvRegisterValue.From(0)));
        Assert.Equal(HvStatus.InvalidRegisterValue, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.Efer, HvRegisterValue.From(0)));

        vp->ActiveVtl = Vtl.Vtl0;
        vp->Vtl0.Vmcb->Cr0 = Cr0.Pg | Cr0.Pe | Cr0.Et;
        Assert.Equal(HvStatus.InvalidRegisterValue, Registers<TestMachine>.Set(vp, Vtl.Vtl0, HvRegisterName.Efer, HvRegisterValue.From(Efer.Lme)));
        Assert.Equal(HvStatus.Success, Registers<TestMachine>.Set(vp, Vtl.Vtl0, HvRegisterName.Efer, HvRegisterValue.From(Efer.Nxe)));
    }

    [Fact]
    public void Privilege_level_follows_stack_segment_and_mode()
    {
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        var ring3 = HvRegisterValue.From(new HvX64SegmentRegister { Selector = 0x2b, Attributes = 0xc0f3, Limit = uint.MaxValue });
        Registers<TestMachine>.Set(vp, Vtl.Vtl0, HvRegisterName.Ss, ring3);
        Assert.Equal(0, vp->Vtl0.Vmcb->Cpl);
        Registers<TestMachine>.Set(vp, Vtl.Vtl0, HvRegisterName.Cr0, HvRegisterValue.From(Cr0.Pe));
        Assert.Equal(3, vp->Vtl0.Vmcb->Cpl);
        Registers<TestMachine>.Set(vp, Vtl.Vtl0, HvRegisterName.Ss, HvRegisterValue.From(new HvX64SegmentRegister { Attributes = 0x93 }));
        Assert.Equal(0, vp->Vtl0.Vmcb->Cpl);
        Registers<TestMachine>.Set(vp, Vtl.Vtl0, HvRegisterName.Rflags, HvRegisterValue.From(0x2_0002));
        Assert.Equal(3, vp->Vtl0.Vmcb->Cpl);
    }

    [Fact]
    public void State_that_is_in_the_cpu_is_fetched_and_put_back()
    {
        var partition = TestCpu.Equip(new TestPartition());
        var vp = partition.Vp();
        Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.Lstar, HvRegisterValue.From(0x1000));
        Registers<TestMachine>.Set(vp, Vtl.Vtl0, HvRegisterName.Lstar, HvRegisterValue.From(0x2000));
        Registers<TestMachine>.Get(vp, Vtl.Vtl2, HvRegisterName.Gs, out _);

        var address = $"{vp->Vtl2.VmcbAddress:x}";
        Assert.Equal([$"vmsave {address}", $"vmload {address}", $"vmsave {address}"], partition.State.Log);
        Registers<TestMachine>.Get(vp, Vtl.Vtl2, HvRegisterName.TscAux, out var loaded);
        Registers<TestMachine>.Get(vp, Vtl.Vtl0, HvRegisterName.TscAux, out var kept);
        Assert.Equal((7UL, 0UL), (loaded.Low, kept.Low));
    }

    [Fact]
    public void Apic_base_of_vtl2_stays_and_that_of_vtl0_is_kept()
    {
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        Assert.Equal(HvStatus.Success, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.ApicBase, HvRegisterValue.From(0xfee0_0d00)));
        Assert.Equal(HvStatus.InvalidRegisterValue, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.ApicBase, HvRegisterValue.From(0xfee0_0900)));
        Registers<TestMachine>.Get(vp, Vtl.Vtl0, HvRegisterName.ApicBase, out var reset);
        Assert.Equal(0xfee0_0900UL, reset.Low);
    }

    [Fact]
    public void Mtrr_beyond_the_eighth_is_none_and_protection_stays_on()
    {
        var vp = TestCpu.Equip(new TestPartition()).Vp();
        Assert.Equal(HvStatus.InvalidParameter, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.MsrMtrrPhysBase8, default));
        Assert.Equal(HvStatus.Success, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.VsmPartitionConfig, HvRegisterValue.From(1)));
        Assert.Equal(HvStatus.InvalidRegisterValue, Registers<TestMachine>.Set(vp, Vtl.Vtl2, HvRegisterName.VsmPartitionConfig, default));
    }
}
