using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>HvCallGetVpRegisters and HvCallSetVpRegisters: names that work, VTLs that are apart, batches.</summary>
internal static unsafe class RegisterChecks
{
    private const int MostGets = 256;
    private const int MostSets = 127;

    internal static void Run()
    {
        Check.Equal("registers: a guest to look at"u8, 0, Guest.Set(GuestMode.Long, []));
        CheckPrivate();
        CheckShared();
        CheckOwn();
        CheckSweep();
        CheckBatches();
    }

    /// <summary>Registers that each VTL has for itself: VTL0's take a value, VTL2's stay.</summary>
    private static void CheckPrivate()
    {
        Private("registers: RIP"u8, HvRegisterName.Rip, 0xffff_8000_1234_5678);
        Private("registers: RSP"u8, HvRegisterName.Rsp, 0xffff_8000_1234_5670);
        Private("registers: RFLAGS"u8, HvRegisterName.Rflags, 0x0024_0ed7);
        Private("registers: CR0"u8, HvRegisterName.Cr0, 0x8005_003b);
        Private("registers: CR3"u8, HvRegisterName.Cr3, 0x0123_4000);
        Private("registers: CR4"u8, HvRegisterName.Cr4, 0x6b0);
        Private("registers: CR8"u8, HvRegisterName.Cr8, 9);
        Private("registers: DR6"u8, HvRegisterName.Dr6, 0xffff_0ff1);
        Private("registers: DR7"u8, HvRegisterName.Dr7, 0x401);
        Private("registers: EFER"u8, HvRegisterName.Efer, 0xd01);
        Private("registers: KernelGsBase"u8, HvRegisterName.KernelGsBase, 0xffff_9000_0000_1000);
        Private("registers: PAT"u8, HvRegisterName.Pat, 0x0007_0106_0007_0106);
        Private("registers: SysenterCs"u8, HvRegisterName.SysenterCs, 0x10);
        Private("registers: SysenterEip"u8, HvRegisterName.SysenterEip, 0xffff_9000_0000_2000);
        Private("registers: SysenterEsp"u8, HvRegisterName.SysenterEsp, 0xffff_9000_0000_3000);
        Private("registers: Star"u8, HvRegisterName.Star, 0x0023_0010_0000_0000);
        Private("registers: Lstar"u8, HvRegisterName.Lstar, 0xffff_9000_0000_4000);
        Private("registers: Cstar"u8, HvRegisterName.Cstar, 0xffff_9000_0000_5000);
        Private("registers: Sfmask"u8, HvRegisterName.Sfmask, 0x4_7700);
        Private("registers: TscAux"u8, HvRegisterName.TscAux, 0x77);
        Private("registers: ES"u8, HvRegisterName.Es, 0x1000, 0xc093_0010_0000_ffff);
        Private("registers: SS"u8, HvRegisterName.Ss, 0x2000, 0xc093_0018_0001_ffff);
        Private("registers: DS"u8, HvRegisterName.Ds, 0x3000, 0xc093_0020_0002_ffff);
        Private("registers: FS"u8, HvRegisterName.Fs, 0xffff_9000_0000_6000, 0xc093_0028_ffff_ffff);
        Private("registers: GS"u8, HvRegisterName.Gs, 0xffff_9000_0000_7000, 0xc093_0030_ffff_ffff);
        Private("registers: CS"u8, HvRegisterName.Cs, 0, 0xa09b_0038_ffff_ffff);
        Private("registers: LDTR"u8, HvRegisterName.Ldtr, 0x4000, 0x0082_0040_0000_0fff);
        Private("registers: TR"u8, HvRegisterName.Tr, 0x5000, 0x008b_0048_0000_0067);
        Private("registers: IDTR"u8, HvRegisterName.Idtr, 0x0fff_0000_0000_0000, 0xffff_9000_0000_8000);
        Private("registers: GDTR"u8, HvRegisterName.Gdtr, 0x007f_0000_0000_0000, 0xffff_9000_0000_9000);
        Private("registers: PendingInterruption"u8, HvRegisterName.PendingInterruption, 0x0000_0004_000d_0017);
        Private("registers: InterruptState"u8, HvRegisterName.InterruptState, 1);
        Private("registers: DeliverabilityNotifications"u8, HvRegisterName.DeliverabilityNotifications, 2);
        Private("registers: InternalActivityState"u8, HvRegisterName.InternalActivityState, 2);
        Private("registers: PendingEvent0"u8, HvRegisterName.PendingEvent0, 0x0000_0004_000d_0101, 0x1234);
        Check.Equal("registers: all of them back"u8, 0, Guest.Set(GuestMode.Long, []));
    }

    private static void Private(ReadOnlySpan<byte> name, HvRegisterName register, ulong low, ulong high = 0)
    {
        VpRegisters.Get(VpRegisters.Own, register, out var before);
        var status = VpRegisters.Set(VpRegisters.Vtl0, register, low, high);
        VpRegisters.Get(VpRegisters.Vtl0, register, out var value);
        var moves = register is HvRegisterName.Rip or HvRegisterName.Rsp or HvRegisterName.Rflags;
        VpRegisters.Get(VpRegisters.Own, register, out var after);
        var same = moves || (before.Low == after.Low && before.High == after.High);
        var tally = default(Tally);
        tally.Equal(0, 0, status);
        tally.Equal(1, low, value.Low);
        tally.Equal(2, high, value.High);
        tally.Equal(3, 1, same ? 1UL : 0);
        Check.All(name, tally);
    }

    /// <summary>Registers that a VP has once: what VTL2 has in the CPU is what the call says for either VTL.</summary>
    private static void CheckShared()
    {
        var tally = default(Tally);
        foreach (var number in (ReadOnlySpan<byte>)[3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15])
        {
            var value = 0x0102_0304_0506_0700UL + number;
            tally.Equal(number, 0, VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Rax + number, value));
            tally.Equal(number, value, Assembly.Self()->State->Gprs[number]);
        }

        Check.All("registers: general registers are shared"u8, tally);
        tally = default;
        for (var number = 0u; number < 16; number++)
        {
            tally.Equal(number, 0, VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Xmm0 + number, 0x1000 + number, 0x2000 + number));
            var xmm = (ulong*)&Assembly.Self()->State->Fx.Xmm;
            tally.Equal(number, 0x1000 + number, xmm[2 * number]);
            tally.Equal(number, 0x2000 + number, xmm[(2 * number) + 1]);
        }

        Check.All("registers: SSE registers are shared"u8, tally);
        tally = default;
        for (var number = 0; number < 4; number++)
        {
            tally.Equal((ulong)number, 0, VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Dr0 + (uint)number, 0x1000 + (ulong)number));
            tally.Equal((ulong)number, 0x1000 + (ulong)number, Cpu.ReadDebug(number));
            Cpu.WriteDebug(number, 0x2000);
            tally.Equal((ulong)number, 0x2000, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Dr0 + (uint)number));
            Cpu.WriteDebug(number, 0);
        }

        Check.All("registers: DR0 to DR3 are shared"u8, tally);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr2, 0x1234_5000);
        Check.Equal("registers: CR2 is shared"u8, 0x1234_5000, Cpu.ReadControl(2));
        CheckMtrrs();
    }

    private static void CheckMtrrs()
    {
        var tally = default(Tally);
        Set(ref tally, HvRegisterName.MsrMtrrPhysBase0, 0x200, 0xc000_0000);
        Set(ref tally, HvRegisterName.MsrMtrrPhysMask0, 0x201, 0xc000_0800);
        Set(ref tally, HvRegisterName.MsrMtrrFix64k00000, 0x250, 0x0606_0606_0606_0606);
        Set(ref tally, HvRegisterName.MsrMtrrFix4kF8000, 0x26f, 0x0505_0505_0505_0505);
        Check.All("registers: MTRRs are shared"u8, tally);
    }

    private static void Set(ref Tally tally, HvRegisterName name, uint msr, ulong value)
    {
        var old = Cpu.ReadMsr(msr);
        tally.Equal(msr, 0, VpRegisters.Set(VpRegisters.Vtl0, name, value));
        tally.Equal(msr, value, Cpu.ReadMsr(msr));
        tally.Equal(msr, value, VpRegisters.Low(VpRegisters.Own, name));
        tally.Equal(msr, CpuState.NoVector, Cpu.WriteMsr(msr, old));
    }

    /// <summary>VTL2's own registers are those that it has.</summary>
    private static void CheckOwn()
    {
        var tally = default(Tally);
        tally.Equal(0, Cpu.ReadControl(0), VpRegisters.Low(VpRegisters.Own, HvRegisterName.Cr0));
        tally.Equal(2, Cpu.ReadControl(2), VpRegisters.Low(VpRegisters.Own, HvRegisterName.Cr2));
        tally.Equal(3, Cpu.ReadControl(3), VpRegisters.Low(VpRegisters.Own, HvRegisterName.Cr3));
        tally.Equal(4, Cpu.ReadControl(4), VpRegisters.Low(VpRegisters.Own, HvRegisterName.Cr4));
        tally.Equal(8, Cpu.ReadControl(8), VpRegisters.Low(VpRegisters.Own, HvRegisterName.Cr8));
        tally.Equal(0x1000, (ulong)Assembly.Self(), VpRegisters.Low(VpRegisters.Own, HvRegisterName.Gs));
        tally.Equal(0x1001, 0xa09b_0008_ffff_ffff & 0x2097_ffff_0000_0000, VpRegisters.High(VpRegisters.Own, HvRegisterName.Cs) & 0x2097_ffff_0000_0000);
        tally.Equal(0x1002, Interrupts.Table, VpRegisters.High(VpRegisters.Own, HvRegisterName.Idtr));
        tally.Equal(0x1003, Interrupts.Limit, VpRegisters.Low(VpRegisters.Own, HvRegisterName.Idtr) >> 48);
        tally.Equal(0x1004, Assembly.Gdt(), VpRegisters.High(VpRegisters.Own, HvRegisterName.Gdtr));
        tally.Equal(0x1005, Cpu.ReadMsr(0x277), VpRegisters.Low(VpRegisters.Vtl2, HvRegisterName.Pat));
        tally.Equal(0x1006, Cpu.ReadMsr(HvX64Msr.VpAssistPage), VpRegisters.Low(VpRegisters.Own, HvRegisterName.VpAssistPage));
        tally.Equal(0x1007, Cpu.ReadMsr(Cpu.X2ApicId), VpRegisters.Low(VpRegisters.Own, HvRegisterName.InitialApicId));
        Check.All("registers: VTL2's own are what it has in the CPU"u8, tally);
        Check.Equal("registers: VTL2 named by number"u8, 0, VpRegisters.Get(VpRegisters.Vtl2, HvRegisterName.Cr3, out _));
        Check.Equal("registers: the own VP named by number"u8, 0, VpRegisters.Get(0, VpRegisters.Own, HvRegisterName.Cr3, out _));
        VpRegisters.Get(VpRegisters.Vtl0, HvRegisterName.Tsc, out var first);
        VpRegisters.Get(VpRegisters.Vtl0, HvRegisterName.Tsc, out var second);
        Check.That("registers: TSC grows"u8, second.Low > first.Low);
    }

    /// <summary>Every name there could be: whatever can be read can be written back as it is, or is refused, and stays what it was.</summary>
    private static void CheckSweep()
    {
        Guest.Set(GuestMode.Long, []);
        var statuses = default(Tally);
        var values = default(Tally);
        var known = 0UL;
        foreach (var start in (ReadOnlySpan<uint>)[0, 0x200, 0x1_0000, 0x2_0000, 0x3_0000, 0x4_0000, 0x4_1000, 0x5_0000, 0x6_0000, 0x7_0000, 0x8_0000, 0x8_4800, 0x9_0000, 0xa_0000, 0xb_0000, 0xb_0100, 0xd_0000, 0xe_0000])
        {
            for (var name = start; name < start + 0xa0; name++)
            {
                var status = VpRegisters.Get(VpRegisters.Vtl0, (HvRegisterName)name, out var value);
                if (status != 0)
                {
                    statuses.That(name, status is (ulong)HvStatus.InvalidParameter or (ulong)HvStatus.UnknownRegisterName or (ulong)HvStatus.AccessDenied);
                    continue;
                }

                known++;
                if (Moves((HvRegisterName)name))
                {
                    continue;
                }

                VpRegisters.Set(VpRegisters.Vtl0, (HvRegisterName)name, value.Low, value.High);
                VpRegisters.Get(VpRegisters.Vtl0, (HvRegisterName)name, out var again);
                values.Equal(name, value.Low, again.Low);
                values.Equal(name, value.High, again.High);
            }
        }

        Check.All("registers: an unknown name is refused as such"u8, statuses);
        Check.All("registers: written back as read, a register stays"u8, values);
        Check.That("registers: there are more than a hundred"u8, known > 100);
    }

    /// <summary>Whether a register changes by itself, or holds what the call itself uses.</summary>
    private static bool Moves(HvRegisterName name)
        => name is HvRegisterName.Tsc or (>= HvRegisterName.Rax and <= HvRegisterName.R15) or HvRegisterName.GuestCrashCtl || (uint)name is 0x0009_0004 or 0x0009_0006 or 0x0009_0017 or 0x0009_001a
            or 0x0009_0010 or 0x0009_0011 or 0x0009_0015 or 0x0009_0016;

    private static void CheckBatches()
    {
        var vp = Assembly.Self();
        VpRegisters.Header(vp->Input, Hypercall.SelfVp, VpRegisters.Vtl0);
        var names = (HvRegisterName*)(vp->Input + 16);
        for (var i = 0; i < MostGets; i++)
        {
            names[i] = (i & 1) == 0 ? HvRegisterName.Cr3 : HvRegisterName.Efer;
        }

        Check.Equal("registers: a page of values read at once"u8, (ulong)MostGets << 32, Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpRegisters, MostGets)));
        var output = (HvRegisterValue*)vp->Output;
        Check.That("registers: the first and the last of them"u8, output[0].Low == GuestMemory.Root(vp) && (output[MostGets - 1].Low & 0xd00) == 0xd00);
        Check.Equal("registers: one more does not fit"u8, (ulong)HvStatus.InvalidAlignment, Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpRegisters, MostGets + 1))));

        names[3] = (HvRegisterName)0x7fff_ffff;
        output[2] = default;
        var result = Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpRegisters, MostGets));
        Check.Not("registers: a batch with a bad name fails"u8, 0, Hypercall.Status(result));
        Check.Equal("registers: a batch says how many it did"u8, 3, Hypercall.Elements(result));
        Check.Equal("registers: what it did is written"u8, GuestMemory.Root(vp), output[2].Low);

        VpRegisters.Header(vp->Input, Hypercall.SelfVp, VpRegisters.Vtl0);
        var pairs = (HvRegisterAssoc*)(vp->Input + 16);
        for (var i = 0; i < MostSets; i++)
        {
            pairs[i] = HvRegisterAssoc.From(HvRegisterName.Lstar, 0x1000 + (ulong)i);
        }

        Check.Equal("registers: a page of values written at once"u8, (ulong)MostSets << 32, Hypercall.Call(Hypercall.Control(HypercallCode.HvCallSetVpRegisters, MostSets)));
        Check.Equal("registers: the last of them holds"u8, 0x1000 + (ulong)MostSets - 1, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Lstar));
        VpRegisters.Header(vp->Input, Hypercall.SelfVp, VpRegisters.Vtl0);
        for (var i = 0; i < 8; i++)
        {
            pairs[i] = HvRegisterAssoc.From(HvRegisterName.Lstar, i == 5 ? 0x8000_0000_0000_0000 : 0x2000 + (ulong)i);
        }

        result = Hypercall.Call(Hypercall.Control(HypercallCode.HvCallSetVpRegisters, 8));
        Check.Not("registers: a batch with a bad value fails"u8, 0, Hypercall.Status(result));
        Check.Equal("registers: it says how many it wrote"u8, 5, Hypercall.Elements(result));
        Check.Equal("registers: the one before the bad one holds"u8, 0x2004, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Lstar));
    }
}
