using System;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Registers;

/// <summary>The page on which VTL2 finds and changes VTL0's registers.</summary>
public unsafe class RegisterPageTests
{
    private const ulong Address = 0x5000;
    private const int Rax = 0;
    private const int Rsp = 4;
    private const int Rbx = 3;

    private readonly TestPartition _partition = TestCpu.Equip(new TestPartition());

    private VirtualProcessor* Vp => _partition.Vp();

    private HvX64RegisterPage* Page => (HvX64RegisterPage*)(_partition.State.Memory + Address);

    [Fact]
    public void Page_left_by_an_earlier_owner_does_not_count()
    {
        Page->IsValid = 1;
        Page->Dirty.InstructionPointer = true;
        Page->Rip = 0x1234;
        Place();
        RegisterPage<TestMachine>.Apply(Vp);
        Assert.Equal(0xfff0UL, Vp->Vtl0.Vmcb->Rip);
        Assert.Equal((0, 0u), (Page->IsValid, Page->Dirty.Raw));
    }

    [Fact]
    public void Page_shows_vtl0()
    {
        Vp->Gprs[Rax] = 1;
        Vp->Gprs[Rsp] = 99;
        Vp->Vtl0.Vmcb->Rsp = 2;
        Vp->Vtl0.Vmcb->Rip = 3;
        Vp->Vtl0.Vmcb->Rflags = 0x202;
        Vp->Vtl0.Vmcb->Gs.Base = 0x77;
        Vp->Vtl0.Vmcb->VirtualInterrupt |= 5;
        Vp->Vtl0.Vmcb->InterruptShadow = 1;
        Vp->Vtl0.Vmcb->Injection = new() { Valid = true, Kind = 3, Vector = 14, HasErrorCode = true, ErrorCode = 6 };
        ((ulong*)&Vp->Fx.Xmm)[3] = 0xabc;
        Place();
        Page->Dirty.Raw = uint.MaxValue;

        RegisterPage<TestMachine>.Fill(Vp);

        Assert.Equal((1, 1, 0, 0u), (Page->Version, Page->IsValid, Page->Vtl, Page->Dirty.Raw));
        Assert.Equal((1UL, 2UL, 3UL, 0x202UL), (Page->GpRegisters[Rax], Page->GpRegisters[Rsp], Page->Rip, Page->Rflags));
        Assert.Equal((0x77UL, 0xf000, 0xabcUL), (Page->Segment[5].Base, Page->Segment[1].Selector, Page->Xmm[1].High));
        Assert.Equal((0x10UL, 0UL, 0UL, 5UL, 0UL, 0x400UL), (Page->Cr0, Page->Cr3, Page->Cr4, Page->Cr8, Page->Efer, Page->Dr7));
        Assert.Equal((1UL, 0x6_000e_0017UL), (Page->InterruptState.Raw, Page->PendingInterruption.Raw));
    }

    [Fact]
    public void Clean_page_changes_nothing()
    {
        PlaceAndFill();
        Scribble();
        var before = Snapshot();
        RegisterPage<TestMachine>.Apply(Vp);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void Invalid_page_changes_nothing()
    {
        PlaceAndFill();
        Scribble();
        Page->Dirty.Raw = 0x1f;
        Page->IsValid = 0;
        var before = Snapshot();
        RegisterPage<TestMachine>.Apply(Vp);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void Shared_register_counts_from_the_page_where_it_was_changed_there_and_from_the_cpu_elsewhere()
    {
        Vp->Gprs[Rax] = 1;
        Vp->Gprs[Rbx] = 2;
        Vp->Vtl0.Vmcb->Rsp = 3;
        PlaceAndFill();
        Vp->Gprs[Rax] = 10;
        Page->GpRegisters[Rbx] = 20;
        Page->GpRegisters[Rsp] = 30;
        Page->Dirty.GeneralPurpose = true;

        RegisterPage<TestMachine>.Apply(Vp);

        Assert.Equal((10UL, 20UL, 30UL), (Vp->Gprs[Rax], Vp->Gprs[Rbx], Vp->Vtl0.Vmcb->Rsp));
    }

    [Fact]
    public void Dirty_groups_are_taken()
    {
        PlaceAndFill();
        Page->Rip = 0x1000;
        Page->Rflags = 0x246;
        Page->Xmm[5].Low = 7;
        Page->Segment[2] = new() { Selector = 0x33, Attributes = 0xc0f3, Base = 0x10, Limit = 5 };
        Page->Dirty.Raw = 0x1e;

        RegisterPage<TestMachine>.Apply(Vp);

        Assert.Equal((0x1000UL, 0x246UL, 7UL), (Vp->Vtl0.Vmcb->Rip, Vp->Vtl0.Vmcb->Rflags, ((AlignedU128*)&Vp->Fx.Xmm)[5].Low));
        Assert.Equal(((ushort)0x33, (ushort)0xcf3, 0x10UL), (Vp->Vtl0.Vmcb->Ss.Selector, Vp->Vtl0.Vmcb->Ss.Attributes, Vp->Vtl0.Vmcb->Ss.Base));
    }

    [Fact]
    public void Bad_value_leaves_out_its_group_alone()
    {
        PlaceAndFill();
        Page->Rip = 1UL << 47;
        Page->Rflags = 0;
        Page->Segment[0].Selector = 0x40;
        Page->Segment[5].Base = 1UL << 47;
        Page->GpRegisters[Rsp] = 0x99;
        Page->Dirty.Raw = uint.MaxValue;

        RegisterPage<TestMachine>.Apply(Vp);

        Assert.Equal((0xfff0UL, 2UL, (ushort)0, 0x99UL), (Vp->Vtl0.Vmcb->Rip, Vp->Vtl0.Vmcb->Rflags, Vp->Vtl0.Vmcb->Es.Selector, Vp->Vtl0.Vmcb->Rsp));
    }

    [Fact]
    public void Any_bytes_on_the_page_leave_vtl0_runnable()
    {
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            PlaceAndFill();
            random.NextBytes(new Span<byte>(Page, 424));
            RegisterPage<TestMachine>.Apply(Vp);
            Assert.Empty(VmrunChecks.Objections(Vp->Vtl0.Vmcb));
        }
    }

    [Fact]
    public void Page_taken_back_keeps_nothing_that_counts()
    {
        Place();
        RegisterPage<TestMachine>.Fill(Vp);
        Page->Rip = 0x4321;
        Page->Dirty.InstructionPointer = true;

        Assert.True(RegisterPage<TestMachine>.TryPlace(Vp, 0));

        Assert.Equal((0x4321UL, 0), (Vp->Vtl0.Vmcb->Rip, Page->IsValid));
    }

    [Fact]
    public void Page_switched_off_is_not_touched()
    {
        PlaceAndFill();
        Registers<TestMachine>.Set(Vp, Vtl.Vtl2, HvRegisterName.RegisterPage, HvRegisterValue.From(Address));
        Scribble();
        Page->Dirty.Raw = 0x1f;
        var before = Snapshot();
        RegisterPage<TestMachine>.Apply(Vp);
        RegisterPage<TestMachine>.Fill(Vp);
        Assert.Equal(before, Snapshot());
        Assert.Equal(0x1fu, Page->Dirty.Raw);
    }

    private void Place() => Assert.Equal(HvStatus.Success, Registers<TestMachine>.Set(Vp, Vtl.Vtl2, HvRegisterName.RegisterPage, HvRegisterValue.From(Address | 1)));

    private void PlaceAndFill()
    {
        Place();
        RegisterPage<TestMachine>.Fill(Vp);
    }

    private void Scribble() => new Span<byte>((byte*)Page + 8, 416).Fill(0x11);

    private byte[] Snapshot()
        => [.. new ReadOnlySpan<byte>(Vp, sizeof(VirtualProcessor)), .. new ReadOnlySpan<byte>(Vp->Vtl0.Vmcb, 4096)];
}
