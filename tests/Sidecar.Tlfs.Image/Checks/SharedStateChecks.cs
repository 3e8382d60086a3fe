using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>VTL return, entry and call: what VTLs share and what each has for itself (TLFS, VSM: "Virtual Trust Level State Isolation").</summary>
internal static unsafe class SharedStateChecks
{
    private const uint Star = 0xc000_0081;
    private const uint Lstar = 0xc000_0082;
    private const uint Cstar = 0xc000_0083;
    private const uint Sfmask = 0xc000_0084;
    private const uint KernelGsBase = 0xc000_0102;
    private const uint TscAux = 0xc000_0103;
    private const uint SysenterCs = 0x174;
    private const uint SysenterEsp = 0x175;
    private const uint SysenterEip = 0x176;
    private const ulong PrivateLength = 67;

    internal static void Run()
    {
        CheckGeneral();
        CheckVectors();
        CheckPrivate();
        CheckFast();
        CheckCall();
        CheckInterrupt();
    }

    /// <summary>VTL0 gets the general registers and leaves its own.</summary>
    private static void CheckGeneral()
    {
        // Stores what it got, in encoding order, at RSI; then adds 1 to all but RSI and RSP.
        Guest.Set(GuestMode.Long, [
            0x48, 0x89, 0x06, 0x48, 0x89, 0x4e, 0x08, 0x48, 0x89, 0x56, 0x10, 0x48, 0x89, 0x5e, 0x18, 0x48, 0x89, 0x6e, 0x28, 0x48, 0x89, 0x7e, 0x38,
            0x4c, 0x89, 0x46, 0x40, 0x4c, 0x89, 0x4e, 0x48, 0x4c, 0x89, 0x56, 0x50, 0x4c, 0x89, 0x5e, 0x58, 0x4c, 0x89, 0x66, 0x60, 0x4c, 0x89, 0x6e, 0x68, 0x4c, 0x89, 0x76, 0x70, 0x4c, 0x89, 0x7e, 0x78,
            0x48, 0xff, 0xc0, 0x48, 0xff, 0xc1, 0x48, 0xff, 0xc2, 0x48, 0xff, 0xc3, 0x48, 0xff, 0xc5, 0x48, 0xff, 0xc7,
            0x49, 0xff, 0xc0, 0x49, 0xff, 0xc1, 0x49, 0xff, 0xc2, 0x49, 0xff, 0xc3, 0x49, 0xff, 0xc4, 0x49, 0xff, 0xc5, 0x49, 0xff, 0xc6, 0x49, 0xff, 0xc7]);
        var state = Guest.State;
        for (var i = 0; i < 16; i++)
        {
            state->Gprs[i] = 0xa000_0000_0000_0100UL * (ulong)(i + 1);
        }

        var data = (ulong*)GuestMemory.Data(Assembly.Self());
        state->Rsi = (ulong)data;
        Check.Equal("vtl: the guest ends with an intercept"u8, (ulong)HvVtlEntryReason.INTERCEPT, Guest.Run());
        var there = default(Tally);
        var back = default(Tally);
        for (var i = 0; i < 16; i++)
        {
            if (i is not (4 or 6))
            {
                there.Equal((ulong)i, 0xa000_0000_0000_0100UL * (ulong)(i + 1), data[i]);
                back.Equal((ulong)i, (0xa000_0000_0000_0100UL * (ulong)(i + 1)) + 1, state->Gprs[i]);
            }
        }

        Check.All("vtl: VTL0 gets the general registers, RAX and RCX by the assist page"u8, there);
        Check.All("vtl: VTL2 gets what VTL0 left in them"u8, back);
    }

    private static void CheckVectors()
    {
        // xmm15 += xmm0 (paddq); fld1
        Guest.Set(GuestMode.Long, [0x66, 0x44, 0x0f, 0xd4, 0xf8, 0xd9, 0xe8]);
        var xmm = (ulong*)&Guest.State->Fx.Xmm;
        xmm[0] = 5;
        xmm[1] = 6;
        xmm[30] = 0x100;
        xmm[31] = 0x200;
        Guest.State->Fx.Mxcsr = 0x1fa0;
        Guest.Run();
        xmm = (ulong*)&Guest.State->Fx.Xmm;
        Check.That("vtl: SSE registers go there and back"u8, xmm[30] == 0x105 && xmm[31] == 0x206 && xmm[0] == 5);
        Check.Equal("vtl: MXCSR goes there and back"u8, 0x1fa0, Guest.State->Fx.Mxcsr);
        Check.Equal("vtl: x87 comes back"u8, 0x8000_0000_0000_0000, *(ulong*)&Guest.State->Fx.St);

        // dr3 += 1, dr6 = 0xffff0ff3, cr2 += 1
        Guest.Set(GuestMode.Long, [0x0f, 0x21, 0xd8, 0x48, 0xff, 0xc0, 0x0f, 0x23, 0xd8, 0xb8, 0xf3, 0x0f, 0xff, 0xff, 0x0f, 0x23, 0xf0, 0x0f, 0x20, 0xd0, 0x48, 0xff, 0xc0, 0x0f, 0x22, 0xd0]);
        Cpu.WriteDebug(3, 0x1000);
        Cpu.WriteDebug(6, 0xffff_0ff0);
        Cpu.WriteControl(2, 0x5000);
        Guest.Run();
        Check.Equal("vtl: DR3 is shared"u8, 0x1001, Cpu.ReadDebug(3));
        Check.Equal("vtl: CR2 is shared"u8, 0x5001, Cpu.ReadControl(2));
        var shared = VpRegisters.Low(VpRegisters.Own, HvRegisterName.VsmCapabilities) & 1;
        Check.Equal("vtl: DR6 is shared or not, as VsmCapabilities says"u8, shared != 0 ? 0xffff_0ff3 : 0xffff_0ff0, Cpu.ReadDebug(6));
        Cpu.WriteDebug(3, 0);
    }

    /// <summary>VTL0 changes everything that is its own; VTL2 finds its own as before, and the hypercall shows VTL0's.</summary>
    private static void CheckPrivate()
    {
        // mov ds, es, fs, gs of null; cr4 |= 0x80; cr3 = cr3; wrmsr of KernelGsBase, Lstar by the registers given; swapgs; std; lldt 0
        Guest.Set(GuestMode.Long, [
            0x31, 0xc0, 0x8e, 0xd8, 0x8e, 0xc0, 0x8e, 0xe0, 0x8e, 0xe8, 0x0f, 0x20, 0xe0, 0x0c, 0x80, 0x0f, 0x22, 0xe0, 0x0f, 0x20, 0xd8, 0x0f, 0x22, 0xd8,
            0xb9, 0x02, 0x01, 0x00, 0xc0, 0xb8, 0x00, 0x10, 0x00, 0x00, 0x31, 0xd2, 0x0f, 0x30, 0xb9, 0x82, 0x00, 0x00, 0xc0, 0x0f, 0x30, 0xb9, 0x81, 0x00, 0x00, 0xc0, 0x0f, 0x30,
            0xb9, 0x84, 0x00, 0x00, 0xc0, 0x0f, 0x30, 0xb9, 0x76, 0x01, 0x00, 0x00, 0x0f, 0x30, 0xfd]);
        var before = stackalloc ulong[32];
        var after = stackalloc ulong[32];
        Take(before);
        Guest.Run();
        Take(after);
        var tally = default(Tally);
        for (var i = 0; i < 32; i++)
        {
            tally.Equal((ulong)i, before[i], after[i]);
        }

        Check.All("vtl: control registers, MSRs, descriptor tables of VTL2 are as before"u8, tally);
        Check.Equal("vtl: VTL0 halted"u8, (ulong)HvMessageType.HvMessageTypeX64Halt, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        Check.Equal("vtl: KernelGsBase of VTL0"u8, 0x1000, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.KernelGsBase));
        Check.Equal("vtl: Lstar of VTL0"u8, 0x1000, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Lstar));
        Check.Equal("vtl: Sfmask of VTL0"u8, 0x1000, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Sfmask));
        Check.Equal("vtl: SysenterEip of VTL0"u8, 0x1000, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.SysenterEip));
        Check.Equal("vtl: CR4 of VTL0"u8, 0x6a0, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Cr4));
        Check.Equal("vtl: RFLAGS of VTL0 has DF"u8, 0x400, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Rflags) & 0x400);
        Check.Equal("vtl: RFLAGS of VTL2 has not"u8, 0, Guest.State->Rflags & 0x600);
        Check.Equal("vtl: RIP of VTL0 is behind its hlt"u8, GuestMemory.Code(Assembly.Self()) + PrivateLength + 1, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Rip));
        Check.Equal("vtl: RSP of VTL0 is its own"u8, GuestMemory.StackTop(Assembly.Self()), VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Rsp));
    }

    private static void Take(ulong* values)
    {
        var i = 0;
        foreach (var msr in (System.ReadOnlySpan<uint>)[0xc000_0080, Star, Lstar, Cstar, Sfmask, KernelGsBase, TscAux, SysenterCs, SysenterEsp, SysenterEip, 0x277, 0xc000_0100, 0xc000_0101, 0x1b])
        {
            values[i++] = Cpu.ReadMsr(msr);
        }

        values[i++] = Cpu.ReadControl(0);
        values[i++] = Cpu.ReadControl(3);
        values[i++] = Cpu.ReadControl(4);
        values[i++] = Cpu.ReadControl(8);
        values[i++] = Cpu.ReadDebug(7);
        foreach (var name in (System.ReadOnlySpan<HvRegisterName>)[HvRegisterName.Idtr, HvRegisterName.Gdtr, HvRegisterName.Es, HvRegisterName.Ss, HvRegisterName.Tr, HvRegisterName.Ldtr])
        {
            VpRegisters.Get(VpRegisters.Own, name, out var value);
            values[i++] = value.Low;
            values[i++] = value.High;
        }
    }

    private static void CheckFast()
    {
        Guest.Set(GuestMode.Long, []);
        Guest.State->Rax = 0x1111;
        Guest.State->Rcx = 0x2222;
        Guest.RunFast();
        Check.Not("vtl: a fast return takes RCX from nowhere else"u8, 0x2222, Guest.State->Rcx);
        Check.Not("vtl: a fast return takes RAX from nowhere else"u8, 0x1111, Guest.State->Rax);
        Check.Equal("vtl: a fast return runs VTL0"u8, (ulong)HvMessageType.HvMessageTypeX64Halt, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
    }

    /// <summary>The VTL call: RCX = 0x11, by VMMCALL, as the page's sequence has it; the call's own RCX is in RAX.</summary>
    private static void CheckCall()
    {
        // mov rax, rcx; mov ecx, 0x11; vmmcall; inc rbx
        Guest.Set(GuestMode.Long, [0x48, 0x89, 0xc8, 0xb9, 0x11, 0x00, 0x00, 0x00, 0x0f, 0x01, 0xd9, 0x48, 0xff, 0xc3]);
        Guest.State->Rbx = 0x10;
        Check.Equal("vtl: a VTL call enters with its reason"u8, (ulong)HvVtlEntryReason.VTL_CALL, Guest.Run());
        Check.Equal("vtl: a VTL call keeps the registers"u8, 0x10, Guest.State->Rbx);
        Check.Equal("vtl: RIP is behind the call"u8, GuestMemory.Code(Assembly.Self()) + 11, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Rip));
        Check.Equal("vtl: VTL0 goes on after the call"u8, (ulong)HvVtlEntryReason.INTERCEPT, Guest.Run());
        Check.Equal("vtl: one instruction"u8, 0x11, Guest.State->Rbx);
    }

    /// <summary>An interrupt that pends for VTL2 while VTL0 runs: VTL2 is entered, and takes it when it opens interrupts.</summary>
    private static void CheckInterrupt()
    {
        var vp = Assembly.Self();
        // inc rbx; jmp back: for ever
        Guest.Set(GuestMode.Long, [0x48, 0xff, 0xc3, 0xeb, 0xfb]);
        var before = vp->Counts[Interrupts.Test];
        Cpu.Send(vp->ApicId, Interrupts.Test);
        Check.Equal("vtl: an interrupt that pends ends the run"u8, (ulong)HvVtlEntryReason.INTERRUPT, Guest.Run());
        Check.Equal("vtl: it still pends"u8, before, vp->Counts[Interrupts.Test]);
        Check.Equal("vtl: it ends every run until it is taken"u8, (ulong)HvVtlEntryReason.INTERRUPT, Guest.Run());
        Assembly.Window();
        Check.Equal("vtl: VTL2 takes it once"u8, before + 1, vp->Counts[Interrupts.Test]);

        // A timer, so that the interrupt comes in the middle.
        Cpu.WriteMsr(0x83e, 0xb);
        Cpu.WriteMsr(0x832, Interrupts.Test);
        Cpu.WriteMsr(0x838, 50_000_000);
        Guest.State->Rbx = 0;
        Check.Equal("vtl: an interrupt in the middle ends the run"u8, (ulong)HvVtlEntryReason.INTERRUPT, Guest.Run());
        Check.Not("vtl: VTL0 had run until then"u8, 0, Guest.State->Rbx);
        Assembly.Window();
        Check.Equal("vtl: and is taken"u8, before + 2, vp->Counts[Interrupts.Test]);

        // A halted VTL0 waits for it.
        Guest.Set(GuestMode.Long, []);
        Guest.Run();
        Cpu.WriteMsr(0x838, 50_000_000);
        Check.Equal("vtl: a halted VTL0 waits, and an interrupt for VTL2 ends that"u8, (ulong)HvVtlEntryReason.INTERRUPT, Guest.Run());
        Assembly.Window();
        Check.Equal("vtl: which is taken, too"u8, before + 3, vp->Counts[Interrupts.Test]);
        Cpu.WriteMsr(0x832, 0x1_0000);
    }
}
