using Sidecar.Hypervisor.Events;
using Sidecar.Hypervisor.Exits;
using Sidecar.Hypervisor.Registers;
using Sidecar.Hypervisor.Svm;
using Sidecar.Hypervisor.Tests.Registers;
using Sidecar.Hypervisor.Tests.Simulation;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Hypervisor.Tests.Events;

/// <summary>VTL0's events from VTL2's registers to the VMCB and back.</summary>
public unsafe class EventsTests
{
    private const ulong WindowBits = 0x00ff_001f_0100UL | (0xffUL << 32);

    private const ulong TrapFlag = 0x100;

    private readonly TestPartition _partition = TestCpu.Equip(new TestPartition());

    public EventsTests()
    {
        Vp->ActiveVtl = Vtl.Vtl0;
        Vmcb->ExitCode = ExitCode.Cpuid;
    }

    private VirtualProcessor* Vp => _partition.Vp();

    private Vmcb* Vmcb => Vp->Vtl0.Vmcb;

    [Fact]
    public void Nothing_pending_changes_nothing()
    {
        Enter();
        Assert.False(Vmcb->Injection.Valid);
        Assert.Equal(VirtualInterrupt.Masking, Vmcb->VirtualInterrupt);
    }

    [Fact]
    public void Exception_is_injected_once_with_its_parameter()
    {
        Vmcb->InterruptShadow = 1;
        Vp->Vtl0.Activity = 2;
        Set(HvRegisterName.PendingEvent0, 0x101 | (14 << 16) | (7UL << 32), 0x1234);
        Enter();
        Assert.Equal((14, 3, true, 7u), (Vmcb->Injection.Vector, Vmcb->Injection.Kind, Vmcb->Injection.HasErrorCode, Vmcb->Injection.ErrorCode));
        Assert.Equal((0x1234UL, 0UL, 0UL), (Vmcb->Cr2, Vmcb->InterruptShadow, Vp->Vtl0.Activity));
        Exit();
        Enter();
        Assert.False(Vmcb->Injection.Valid);
    }

    [Fact]
    public void Debug_exception_brings_dr6()
    {
        Set(HvRegisterName.PendingEvent0, 1 | (1 << 16), ulong.MaxValue);
        Enter();
        Assert.Equal((1, 0xffff_efffUL), (Vmcb->Injection.Vector, Vmcb->Dr6));
    }

    [Fact]
    public void External_interrupt_goes_in_at_once_where_interrupts_are_taken()
    {
        Vmcb->Rflags = 0x202;
        Set(HvRegisterName.PendingEvent0, 0xb | (0x40 << 8));
        Enter();
        Assert.Equal((0x40, 0, true), (Vmcb->Injection.Vector, Vmcb->Injection.Kind, Vmcb->Injection.Valid));
        Assert.Equal(0UL, Get(HvRegisterName.PendingEvent0));
    }

    [Theory]
    [InlineData(2UL, 0UL)]
    [InlineData(0x202UL, 1UL)]
    public void External_interrupt_waits_while_interrupts_are_not_taken(ulong rflags, ulong shadow)
    {
        Vmcb->Rflags = rflags;
        Vmcb->InterruptShadow = shadow;
        Set(HvRegisterName.PendingEvent0, 0xb | (0x40 << 8));
        Enter();
        Assert.False(Vmcb->Injection.Valid);
        Assert.Equal(VirtualInterrupt.Masking | VirtualInterrupt.Pending | VirtualInterrupt.IgnoreTaskPriority | (0x40UL << 32), Vmcb->VirtualInterrupt);
        Assert.Equal(0u, Vmcb->Intercepts1 & InterceptBits.VirtualInterrupt1);

        // An exit before it was taken: it is pending still.
        Exit();
        Assert.Equal(0x400bUL, Get(HvRegisterName.PendingEvent0));
        Enter();

        // Taken.
        Vmcb->VirtualInterrupt &= ~VirtualInterrupt.Pending;
        Exit();
        Assert.Equal(0UL, Get(HvRegisterName.PendingEvent0));
        Assert.Equal(VirtualInterrupt.Masking, Vmcb->VirtualInterrupt);
    }

    [Fact]
    public void External_interrupt_whose_delivery_was_interrupted_is_not_delivered_twice()
    {
        Set(HvRegisterName.PendingEvent0, 0xb | (0x40 << 8));
        Enter();
        Exit(new EventInjection { Valid = true, Kind = EventInjection.ExternalInterrupt, Vector = 0x40 });
        Assert.Equal((0UL, RegisterTable.Interruption(0, 0x40)), (Get(HvRegisterName.PendingEvent0), Get(HvRegisterName.PendingInterruption)));
        Enter();
        Assert.Equal((0x40, 0UL), (Vmcb->Injection.Vector, Vmcb->VirtualInterrupt & VirtualInterrupt.Pending));
    }

    [Theory]
    [InlineData(0, 0x30, false, 0u)]
    [InlineData(2, 2, false, 0u)]
    [InlineData(3, 14, true, 6u)]
    [InlineData(3, 6, false, 0u)]
    public void Interrupted_delivery_is_pending_and_delivered_again(byte kind, byte vector, bool hasErrorCode, uint errorCode)
    {
        var interrupted = new EventInjection { Valid = true, Kind = kind, Vector = vector, HasErrorCode = hasErrorCode, ErrorCode = errorCode };
        Enter();
        Exit(interrupted);
        Assert.Equal(RegisterTable.Interruption(kind, vector, (hasErrorCode ? 0x10UL : 0) | ((ulong)errorCode << 32)), Get(HvRegisterName.PendingInterruption));
        Enter();
        Assert.Equal(interrupted.Raw, Vmcb->Injection.Raw);
    }

    [Fact]
    public void Interrupted_delivery_is_forgotten_where_vtl2_clears_it()
    {
        Enter();
        Exit(new EventInjection { Valid = true, Kind = EventInjection.ExternalInterrupt, Vector = 0x30 });
        Set(HvRegisterName.PendingInterruption, 0);
        Enter();
        Assert.False(Vmcb->Injection.Valid);
    }

    [Theory]
    [InlineData(4, 0x80)]
    [InlineData(4, 3)]
    [InlineData(3, 3)]
    [InlineData(3, 4)]
    public void Interrupted_instruction_is_executed_again(byte kind, byte vector)
    {
        Vmcb->Rip = 0x1000;
        Enter();
        Exit(new EventInjection { Valid = true, Kind = kind, Vector = vector });
        Assert.Equal(0UL, Get(HvRegisterName.PendingInterruption));
        Enter();
        Assert.Equal((false, 0x1000UL), (Vmcb->Injection.Valid, Vmcb->Rip));
    }

    [Theory]
    [InlineData(4, 0x80, 2, 4)]
    [InlineData(6, 3, 1, 3)]
    [InlineData(6, 4, 1, 3)]
    [InlineData(5, 1, 1, 3)]
    public void Software_interruption_of_vtl2_leaves_its_instruction_behind(ulong type, byte vector, ulong length, byte kind)
    {
        var value = RegisterTable.Interruption(type, vector, length << 5);
        Vmcb->Rip = 0x1000;
        Set(HvRegisterName.PendingInterruption, value);
        Assert.Equal(value, Get(HvRegisterName.PendingInterruption));
        Enter();
        Assert.Equal((vector, kind, 0x1000 + length), (Vmcb->Injection.Vector, Vmcb->Injection.Kind, Vmcb->Rip));

        // Interrupted: as it was before.
        Exit(Vmcb->Injection);
        Assert.Equal((value, 0x1000UL), (Get(HvRegisterName.PendingInterruption), Vmcb->Rip));
        Enter();

        // Delivered.
        Vmcb->Rip = 0x5000;
        Exit();
        Assert.Equal((0UL, 0x5000UL), (Get(HvRegisterName.PendingInterruption), Vmcb->Rip));
        Enter();
        Assert.False(Vmcb->Injection.Valid);
    }

    [Fact]
    public void Breakpoint_that_vtl2_injected_is_injected_again()
    {
        Set(HvRegisterName.PendingEvent0, 1 | (3 << 16));
        Enter();
        var injected = Vmcb->Injection;
        Exit(injected);
        Enter();
        Assert.Equal(injected.Raw, Vmcb->Injection.Raw);
    }

    [Fact]
    public void Refused_vmrun_has_delivered_nothing()
    {
        Vmcb->Rip = 0x1000;
        Set(HvRegisterName.PendingInterruption, RegisterTable.Interruption(4, 0x80, 2 << 5));
        Enter();
        Vmcb->ExitCode = uint.MaxValue;
        Exit();
        Assert.Equal((RegisterTable.Interruption(4, 0x80, 2 << 5), 0x1000UL), (Get(HvRegisterName.PendingInterruption), Vmcb->Rip));
    }

    [Fact]
    public void Pending_interruption_goes_before_the_pending_event()
    {
        Set(HvRegisterName.PendingInterruption, RegisterTable.Interruption(2, 2));
        Set(HvRegisterName.PendingEvent0, 1 | (6 << 16));
        Enter();
        Assert.Equal(2, Vmcb->Injection.Kind);
        Exit();
        Enter();
        Assert.Equal((3, 6), (Vmcb->Injection.Kind, Vmcb->Injection.Vector));
    }

    [Theory]
    [InlineData(0UL, VirtualInterrupt.IgnoreTaskPriority)]
    [InlineData(4UL, 4UL << VirtualInterrupt.PriorityShift)]
    public void Interrupt_notification_is_an_intercepted_virtual_interrupt_once(ulong priority, ulong bits)
    {
        Set(HvRegisterName.DeliverabilityNotifications, 2 | (priority << 2));
        Enter();
        Assert.Equal(VirtualInterrupt.Masking | VirtualInterrupt.Pending | bits, Vmcb->VirtualInterrupt);
        Assert.NotEqual(0u, Vmcb->Intercepts1 & InterceptBits.VirtualInterrupt1);

        // Another exit comes first: the notification is due still.
        Exit();
        Assert.Equal(2 | (priority << 2), Get(HvRegisterName.DeliverabilityNotifications));
        Enter();
        Vmcb->ExitCode = ExitCode.VirtualInterrupt;
        Exit();
        Assert.Equal((0UL, 0UL), (Get(HvRegisterName.DeliverabilityNotifications), Vmcb->VirtualInterrupt & WindowBits));
        Enter();
        Assert.Equal(0u, Vmcb->Intercepts1 & InterceptBits.VirtualInterrupt1);
    }

    [Theory]
    [InlineData(0x202UL, 0UL, 3UL, true)]
    [InlineData(0x202UL, 0UL, 0UL, true)]
    [InlineData(0x202UL, 3UL, 3UL, false)]
    [InlineData(2UL, 0UL, 3UL, false)]
    public void Halted_vtl0_says_that_it_takes_interrupts_and_stays_halted(ulong rflags, ulong taskPriority, ulong priority, bool due)
    {
        Vmcb->Rflags = rflags;
        Set(HvRegisterName.Cr8, taskPriority);
        Set(HvRegisterName.InternalActivityState, 2);
        Set(HvRegisterName.DeliverabilityNotifications, 2 | (priority << 2));
        Enter();
        Assert.Equal(due ? 0UL : 2UL, Vp->Vtl0.Activity);
        Vmcb->ExitCode = due ? ExitCode.VirtualInterrupt : ExitCode.Interrupt;
        Exit();
        Assert.Equal(2UL, Get(HvRegisterName.InternalActivityState));
    }

    [Fact]
    public void Nmi_notification_is_due_before_the_entry_unless_nmis_are_masked()
    {
        Set(HvRegisterName.InterruptState, 2);
        Set(HvRegisterName.DeliverabilityNotifications, 1);
        Enter();
        Exit();
        Set(HvRegisterName.InterruptState, 0);
        Assert.Equal(EntryCheck.NmiDeliverable, Events<TestMachine>.BeforeEntry(Vp));
        Enter();
        Assert.Equal(0UL, Get(HvRegisterName.DeliverabilityNotifications));
    }

    [Fact]
    public void Nmi_that_was_delivered_masks_others_until_iret()
    {
        Set(HvRegisterName.PendingInterruption, RegisterTable.Interruption(2, 2));
        Enter();
        Exit();
        Assert.Equal(2UL, Get(HvRegisterName.InterruptState));
        Enter();
        Assert.Equal(InterceptBits.Iret1, Vmcb->Intercepts1 & InterceptBits.Iret1);
        ExitBy(ExitCode.Iret);
        Assert.Equal(2UL, Get(HvRegisterName.InterruptState));
        Enter();
        Assert.Equal((0u, TrapFlag), (Vmcb->Intercepts1 & InterceptBits.Iret1, Vmcb->Rflags & TrapFlag));
        StepIret(0x5678);
        Assert.Equal((0UL, 0UL, false), (Get(HvRegisterName.InterruptState), Vmcb->Rflags & TrapFlag, Vmcb->Injection.Valid));
    }

    [Fact]
    public void Nmi_whose_delivery_was_interrupted_masks_nothing()
    {
        Set(HvRegisterName.PendingInterruption, RegisterTable.Interruption(2, 2));
        Enter();
        Exit(new EventInjection { Valid = true, Kind = EventInjection.Nmi, Vector = 2 });
        Assert.Equal((0UL, RegisterTable.Interruption(2, 2)), (Get(HvRegisterName.InterruptState), Get(HvRegisterName.PendingInterruption)));
    }

    /// <summary>The step over IRET is over when it traps; what comes before that puts it off.</summary>
    [Fact]
    public void Nmi_notification_waits_for_the_end_of_iret()
    {
        Vmcb->Rip = 0x1234;
        Vmcb->Dr6 = 0xffff_4ff1;
        Set(HvRegisterName.InterruptState, 2);
        Set(HvRegisterName.DeliverabilityNotifications, 1);
        Enter();
        ExitBy(ExitCode.Iret);
        Enter();
        ExitBy(ExitCode.Interrupt);
        Assert.Equal((0UL, 2UL, 0xffff_4ff1UL), (Vmcb->Rflags & TrapFlag, Get(HvRegisterName.InterruptState), Vmcb->Dr6));

        // IRET exits again, and now its step comes to an end.
        Enter();
        Assert.Equal(0UL, Vmcb->Rflags & TrapFlag);
        ExitBy(ExitCode.Iret);
        Enter();
        StepIret(0x5678);
        Assert.Equal((0xffff_4ff1UL, false), (Vmcb->Dr6, Vmcb->Injection.Valid));
        Assert.Equal(EntryCheck.NmiDeliverable, Events<TestMachine>.BeforeEntry(Vp));
    }

    [Fact]
    public void Nmis_stay_masked_when_iret_faults_or_vtl2_goes_elsewhere()
    {
        Set(HvRegisterName.InterruptState, 2);
        Enter();
        ExitBy(ExitCode.Iret);
        Enter();
        Vmcb->ExitInfo1 = 0x18;
        ExitBy(ExitCode.Exception0 + 13);
        Assert.Equal((13, 0x18u, 2UL, 0UL), (Vmcb->Injection.Vector, Vmcb->Injection.ErrorCode, Get(HvRegisterName.InterruptState), Vmcb->Rflags & TrapFlag));

        Vmcb->Injection = default;
        Enter();
        ExitBy(ExitCode.Iret);
        Set(HvRegisterName.Rip, 0x9999);
        Enter();
        Assert.Equal((InterceptBits.Iret1, 0UL), (Vmcb->Intercepts1 & InterceptBits.Iret1, Vmcb->Rflags & TrapFlag));
    }

    /// <summary>What VTL0 debugs it is told of, the step beside it or not.</summary>
    [Theory]
    [InlineData(true, 0UL, 0xffff_4ff0UL)]
    [InlineData(false, 2UL, 0xffff_0ff2UL)]
    public void Debug_exceptions_of_iret_that_are_vtl0s_own_reach_it(bool traps, ulong breakpoints, ulong status)
    {
        Vmcb->Dr6 = 0xffff_0ff0;
        Vmcb->Rflags = traps ? 2 | TrapFlag : 2;
        Set(HvRegisterName.InterruptState, 2);
        Enter();
        ExitBy(ExitCode.Iret);
        Enter();
        StepIret(0x5678, breakpoints);
        Assert.Equal((true, 1, status, 0UL), (Vmcb->Injection.Valid, Vmcb->Injection.Vector, Vmcb->Dr6, Get(HvRegisterName.InterruptState)));
    }

    [Fact]
    public void Registers_that_exclude_each_other_are_found_before_the_entry()
    {
        Set(HvRegisterName.PendingInterruption, RegisterTable.Interruption(4, 0x80, 2 << 5));
        Vp->ActiveVtl = Vtl.Vtl2;
        Set(HvRegisterName.Efer, 0x100);
        Set(HvRegisterName.Cr0, 0x8000_0001);
        Vp->ActiveVtl = Vtl.Vtl0;
        var rip = Vmcb->Rip;
        Assert.Equal(EntryCheck.InvalidState, Events<TestMachine>.BeforeEntry(Vp));
        Assert.Equal((rip, false), (Vmcb->Rip, Vmcb->Injection.Valid));
        Vp->ActiveVtl = Vtl.Vtl2;
        Set(HvRegisterName.Cr4, 0x20);
        Vp->ActiveVtl = Vtl.Vtl0;
        Enter();
    }

    [Fact]
    public void Vtl_that_waits_to_be_started_gets_nothing()
    {
        Set(HvRegisterName.InternalActivityState, 1);
        Set(HvRegisterName.PendingInterruption, RegisterTable.Interruption(4, 0x80, 2 << 5));
        var rip = Vmcb->Rip;
        Enter();
        Enter();
        Assert.Equal((rip, false, 1UL), (Vmcb->Rip, Vmcb->Injection.Valid, Vp->Vtl0.Activity));
    }

    [Fact]
    public void Vtl2_is_told_where_vtl0_is_when_it_takes_an_nmi()
    {
        HvMessage message;
        EntryMessage.Write(Vp, EntryCheck.NmiDeliverable, &message);
        Assert.Equal((HvMessageType.HvMessageTypeX64InterruptionDeliverable, 48), (message.Header.Typ, message.Header.Len));
        var payload = message.PayloadAs<HvX64InterruptionDeliverableMessage>();
        Assert.Equal((HvX64PendingInterruptionType.HV_X64_PENDING_NMI, 0xfff0UL, 2UL, 0xf000), (payload.DeliverableType, payload.Header.Rip, payload.Header.Rflags, payload.Header.CsSegment.Selector));
        EntryMessage.Write(Vp, EntryCheck.InvalidState, &message);
        Assert.Equal((HvMessageType.HvMessageTypeInvalidVpRegisterValue, 8), (message.Header.Typ, message.Header.Len));
    }

    [Fact]
    public void Event_that_waited_while_vtl0_was_halted_makes_room_for_another()
    {
        Set(HvRegisterName.PendingEvent0, 0xb | (0x40 << 8));
        Enter();

        // VTL2 runs again without an exit of VTL0's, which was halted.
        Set(HvRegisterName.PendingInterruption, RegisterTable.Interruption(2, 2));
        Set(HvRegisterName.PendingEvent0, 1 | (6 << 16));
        Enter();
        Exit();
        Assert.Equal(1UL | (6 << 16), Get(HvRegisterName.PendingEvent0));
    }

    private void Enter() => Assert.Equal(EntryCheck.Enter, Events<TestMachine>.BeforeEntry(Vp));

    /// <summary>IRET is executed, and traps.</summary>
    private void StepIret(ulong rip, ulong breakpoints = 0)
    {
        Vmcb->Rip = rip;
        Vmcb->Rflags = 2;
        Vmcb->Dr6 |= 0x4000 | breakpoints;
        ExitBy(ExitCode.Exception0 + 1);
    }

    private void ExitBy(ulong code)
    {
        Vmcb->ExitCode = code;
        Vmcb->ExitInterruptInfo = default;
        Events<TestMachine>.AfterExit(Vp);
        HvMessage message;
        var outcome = Vtl0Exits<TestMachine>.Handle(Vp, &message);
        Assert.Equal(code == ExitCode.Interrupt ? ExitOutcome.Interrupt : ExitOutcome.Resume, outcome);
        Vmcb->ExitCode = ExitCode.Cpuid;
    }

    private void Exit(EventInjection interrupted = default)
    {
        Vmcb->ExitInterruptInfo = interrupted;
        Events<TestMachine>.AfterExit(Vp);
        Vmcb->ExitCode = ExitCode.Cpuid;
    }

    private void Set(HvRegisterName name, ulong low, ulong high = 0)
        => Assert.Equal(HvStatus.Success, Registers<TestMachine>.Set(Vp, Vtl.Vtl0, name, new HvRegisterValue { Low = low, High = high }));

    private ulong Get(HvRegisterName name)
    {
        Assert.Equal(HvStatus.Success, Registers<TestMachine>.Get(Vp, Vtl.Vtl0, name, out var value));
        return value.Low;
    }
}
