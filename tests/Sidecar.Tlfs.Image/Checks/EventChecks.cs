using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>Events that VTL2 gives VTL0, and what it is told of: PendingEvent, PendingInterruption, InterruptState, DeliverabilityNotifications, the register page.</summary>
internal static unsafe class EventChecks
{
    private const byte Vector = 0x40;
    private const ulong InterruptsOn = 0x202;
    private const ulong GateOfHandler = 0x8e00_0000_0000;

    internal static void Run()
    {
        CheckException();
        CheckInterruption();
        CheckNotification();
        CheckNmiNotification();
        CheckNmiMask();
        CheckHalted();
        CheckRegisterPage();
    }

    /// <summary>A guest with an IDT whose every gate leads to <paramref name="handler"/>, which lies at offset 128 of the code page.</summary>
    private static void SetWithHandler(ReadOnlySpan<byte> code, ReadOnlySpan<byte> handler)
    {
        var vp = Assembly.Self();
        Guest.Set(GuestMode.Long, code);
        var target = GuestMemory.Code(vp) + 128;
        handler.CopyTo(new Span<byte>((byte*)target, handler.Length));
        ((byte*)target)[handler.Length] = 0xf4;
        var idt = (ulong*)GuestMemory.Tables(vp);
        for (var i = 0; i < 256; i++)
        {
            idt[2 * i] = (target & 0xffff) | (8UL << 16) | GateOfHandler | ((target & 0xffff_0000) << 32);
            idt[(2 * i) + 1] = target >> 32;
        }

        var gdt = (ulong*)(GuestMemory.Tables(vp) + Pages.Size);
        gdt[1] = 0x00af_9b00_0000_ffff;
        gdt[2] = 0x00cf_9300_0000_ffff;
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Idtr, 0x0fff_0000_0000_0000, (ulong)idt);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Gdtr, 0x0017_0000_0000_0000, (ulong)gdt);
    }

    private static void CheckException()
    {
        // Handler: pop rax, the error code; inc rbx. Code: inc rcx, which must not run.
        SetWithHandler([0x48, 0xff, 0xc1], [0x58, 0x48, 0xff, 0xc3]);
        var pending = new HvX64PendingExceptionEvent { EventPending = true, DeliverErrorCode = true, Vector = 13, ErrorCode = 0x1230 };
        Check.Equal("event: #GP is left for VTL0"u8, 0, VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.PendingEvent0, pending.Low, pending.High));
        Guest.Run();
        Check.Equal("event: VTL0's handler runs"u8, 1, Guest.State->Rbx);
        Check.Equal("event: before the next instruction"u8, 0, Guest.State->Rcx);
        Check.Equal("event: with its error code"u8, 0x1230, Guest.State->Rax);
        Check.Equal("event: nothing is left"u8, 0, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.PendingEvent0) & 1);

        // Handler: mov rax, cr2.
        SetWithHandler([0x48, 0xff, 0xc1], [0x0f, 0x20, 0xd0, 0x48, 0xff, 0xc3]);
        pending = new HvX64PendingExceptionEvent { EventPending = true, DeliverErrorCode = true, Vector = 14, ErrorCode = 2, ExceptionParameter = 0x12_3456_7890 };
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.PendingEvent0, pending.Low, pending.High);
        Guest.Run();
        Check.Equal("event: #PF brings its address in CR2"u8, 0x12_3456_7890, Guest.State->Rax);
    }

    private static void CheckInterruption()
    {
        SetWithHandler([0x48, 0xff, 0xc1], [0x48, 0xff, 0xc3]);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Rflags, InterruptsOn);
        var pending = new HvX64PendingInterruptionRegister { InterruptionPending = true, InterruptionVector = Vector };
        Check.Equal("event: an interrupt is left for VTL0"u8, 0, VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.PendingInterruption, pending.Raw));
        Guest.Run();
        Check.Equal("event: VTL0 takes the interrupt"u8, 1, Guest.State->Rbx);
        Check.Equal("event: no interruption is left"u8, 0, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.PendingInterruption) & 1);
    }

    private static void CheckNotification()
    {
        // sti; nop; inc rcx
        SetWithHandler([0x90, 0xfb, 0x90, 0x48, 0xff, 0xc1], []);
        var wanted = new HvDeliverabilityNotificationsRegister { InterruptNotification = true };
        Check.Equal("event: VTL2 asks to be told of an interrupt window"u8, 0, VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications, wanted.Raw));
        Guest.Run();
        Check.Equal("event: it is told"u8, (ulong)HvMessageType.HvMessageTypeX64InterruptionDeliverable, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        Check.Equal("event: of an interrupt"u8, (ulong)HvX64PendingInterruptionType.HV_X64_PENDING_INTERRUPT, Guest.Payload[40]);
        Check.Equal("event: when the shadow of sti is over"u8, GuestMemory.Code(Assembly.Self()) + 3, ((HvX64InterceptMessageHeader*)Guest.Payload)->Rip);
        Check.Equal("event: once"u8, 0, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications) & 2);
        Guest.Run();
        Check.Equal("event: VTL0 goes on"u8, 1, Guest.State->Rcx);

        SetWithHandler([0x90, 0x90, 0x48, 0xff, 0xc1], []);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications, wanted.Raw);
        Guest.Run();
        Check.Equal("event: no window, no notification"u8, (ulong)HvMessageType.HvMessageTypeX64Halt, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications, 0);

        SetWithHandler([0x48, 0xff, 0xc1], []);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Rflags, InterruptsOn);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.InterruptState, 1);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications, wanted.Raw);
        Guest.Run();
        Check.Equal("event: an interrupt shadow lasts one instruction"u8, GuestMemory.Code(Assembly.Self()) + 3, ((HvX64InterceptMessageHeader*)Guest.Payload)->Rip);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications, 0);
    }

    /// <summary>The same for NMIs: at once when none is masked, not before when one is.</summary>
    private static void CheckNmiNotification()
    {
        SetWithHandler([0x48, 0xff, 0xc1], []);
        var wanted = new HvDeliverabilityNotificationsRegister { NmiNotification = true };
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications, wanted.Raw);
        Guest.Run();
        var tally = default(Tally);
        tally.Equal(1, (ulong)HvMessageType.HvMessageTypeX64InterruptionDeliverable, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        tally.Equal(2, (ulong)HvX64PendingInterruptionType.HV_X64_PENDING_NMI, Guest.Payload[40]);
        tally.Equal(3, GuestMemory.Code(Assembly.Self()), ((HvX64InterceptMessageHeader*)Guest.Payload)->Rip);
        Guest.Run();
        tally.Equal(4, (ulong)HvMessageType.HvMessageTypeX64Halt, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        tally.Equal(5, 1, Guest.State->Rcx);
        Check.All("event: an NMI could be delivered, and VTL2 is told at once, and once"u8, tally);

        SetWithHandler([0x48, 0xff, 0xc1], []);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.InterruptState, 2);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications, wanted.Raw);
        Guest.Run();
        Check.Equal("event: not while NMIs are masked"u8, (ulong)HvMessageType.HvMessageTypeX64Halt, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications, 0);
    }

    /// <summary>An NMI masks others until its handler's IRET is over.</summary>
    private static void CheckNmiMask()
    {
        // Handler: inc rbx; hlt; iretq. Code: inc rcx, and hlt.
        SetWithHandler([0x48, 0xff, 0xc1, 0xf4], [0x48, 0xff, 0xc3, 0xf4, 0x48, 0xcf]);
        var nmi = new HvX64PendingInterruptionRegister { InterruptionPending = true, InterruptionVector = 2, InterruptionType = HvX64PendingInterruptionType.HV_X64_PENDING_NMI };
        var tally = default(Tally);
        tally.Equal(1, 0, VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.PendingInterruption, nmi.Raw));
        Guest.Run();
        tally.Equal(2, 1, Guest.State->Rbx);
        tally.Equal(3, 2, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.InterruptState));
        Check.All("event: an NMI that VTL0 handles masks others"u8, tally);

        tally = default;
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.DeliverabilityNotifications, new HvDeliverabilityNotificationsRegister { NmiNotification = true }.Raw);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.InternalActivityState, 0);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Dr6, 0xffff_0ff0);
        Guest.Run();
        tally.Equal(1, (ulong)HvMessageType.HvMessageTypeX64InterruptionDeliverable, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        tally.Equal(2, (ulong)HvX64PendingInterruptionType.HV_X64_PENDING_NMI, Guest.Payload[40]);
        tally.Equal(3, GuestMemory.Code(Assembly.Self()), ((HvX64InterceptMessageHeader*)Guest.Payload)->Rip);
        tally.Equal(4, 0, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.InterruptState));
        tally.Equal(5, 0xffff_0ff0, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Dr6));
        tally.Equal(6, 0, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Rflags) & 0x100);
        Guest.Run();
        tally.Equal(7, (ulong)HvMessageType.HvMessageTypeX64Halt, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        tally.Equal(8, 1, Guest.State->Rcx);
        Check.All("event: VTL2 is told of the next when IRET is over"u8, tally);

        // Handler: iretq, which nobody waits for.
        SetWithHandler([0x48, 0xff, 0xc1, 0xf4], [0x48, 0xcf]);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.PendingInterruption, nmi.Raw);
        Guest.Run();
        tally = default;
        tally.Equal(1, 1, Guest.State->Rcx);
        tally.Equal(2, 0, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.InterruptState));
        Check.All("event: IRET unmasks NMIs"u8, tally);
    }

    /// <summary>VTL0 that halted goes on when VTL2 says so.</summary>
    private static void CheckHalted()
    {
        Guest.Set(GuestMode.Long, [0xf4, 0x48, 0xff, 0xc3]);
        Guest.Run();
        Check.Equal("event: a halted VTL0 says so in its activity state"u8, 2, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.InternalActivityState) & 2);
        Check.Equal("event: VTL2 wakes it"u8, 0, VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.InternalActivityState, 0));
        Guest.Run();
        Check.Equal("event: it goes on behind its hlt"u8, 1, Guest.State->Rbx);
    }

    private static void CheckRegisterPage()
    {
        var page = (HvX64RegisterPage*)Pages.Take(1);
        Check.Equal("register page: it is set"u8, 0, VpRegisters.Set(VpRegisters.Own, HvRegisterName.RegisterPage, (ulong)page | 1));
        Check.Equal("register page: it is read back"u8, (ulong)page | 1, VpRegisters.Low(VpRegisters.Own, HvRegisterName.RegisterPage));
        var vp = Assembly.Self();

        // nop; hlt; inc rbx (at offset 2)
        Guest.Set(GuestMode.Long, [0x90, 0xf4, 0x48, 0xff, 0xc3]);
        Guest.State->Gprs[12] = 0x7777;
        Guest.Run();
        var tally = default(Tally);
        tally.Equal(1, 1, page->IsValid);
        tally.Equal(2, 1, page->Version);
        tally.Equal(3, 0, page->Vtl);
        tally.Equal(4, 0, *(uint*)&page->Dirty);
        tally.Equal(5, GuestMemory.Code(vp) + 2, page->Rip);
        tally.Equal(6, 2, page->Rflags);
        tally.Equal(7, 0x8001_0033, page->Cr0);
        tally.Equal(8, GuestMemory.Root(vp), page->Cr3);
        tally.Equal(9, 0x620, page->Cr4);
        tally.Equal(10, 0xd00, page->Efer);
        tally.Equal(11, 0x400, page->Dr7);
        tally.Equal(12, GuestMemory.StackTop(vp), page->GpRegisters[4]);
        tally.Equal(13, 0x7777, page->GpRegisters[12]);
        tally.Equal(14, 0, page->Cr8);
        Check.All("register page: VTL0's registers are there when VTL2 is entered"u8, tally);

        // RIP is taken when its group is dirty: bit 1 of the flags.
        page->Rip = GuestMemory.Code(vp) + 2;
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.InternalActivityState, 0);
        var start = GuestMemory.Code(vp);
        page->Rip = start;
        *(uint*)&page->Dirty = 2;
        Guest.Run();
        Check.Equal("register page: a dirty RIP is taken"u8, start + 2, page->Rip);
        Check.Equal("register page: dirty flags are cleared"u8, 0, *(uint*)&page->Dirty);
        Check.Equal("register page: it is taken away"u8, 0, VpRegisters.Set(VpRegisters.Own, HvRegisterName.RegisterPage, 0));
    }
}
