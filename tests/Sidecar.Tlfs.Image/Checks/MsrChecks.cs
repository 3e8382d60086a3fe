using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>Synthetic MSRs (TLFS, each in the chapter of its subject), and those that the hypervisor keeps.</summary>
internal static unsafe class MsrChecks
{
    private const ulong TscPage = 1;
    private const uint VmCr = 0xc001_0114;
    private const uint VmHsavePa = 0xc001_0117;
    private const uint Efer = 0xc000_0080;

    internal static void Run()
    {
        CheckIdentity();
        CheckTime();
        CheckAssist();
        CheckCrash();
        CheckOthers();
        CheckProcessor();
    }

    private static void CheckIdentity()
    {
        var id = Cpu.ReadMsr(HvX64Msr.GuestOsId);
        Check.Not("msr: the guest OS id was set by the shim"u8, 0, id);
        Check.Equal("msr: the guest OS id is written"u8, CpuState.NoVector, Cpu.WriteMsr(HvX64Msr.GuestOsId, id ^ 0x10000));
        Check.Equal("msr: the guest OS id is read back"u8, id ^ 0x10000, Cpu.ReadMsr(HvX64Msr.GuestOsId));
        Cpu.WriteMsr(HvX64Msr.GuestOsId, id);
        var hypercall = Cpu.ReadMsr(HvX64Msr.Hypercall);
        Check.Equal("msr: the hypercall page is enabled where the shim says"u8, Hypercall.Page | 1, hypercall & ~2UL);
        Check.Equal("msr: VP index"u8, 0, Cpu.ReadMsr(HvX64Msr.VpIndex));
        Check.Equal("msr: VP index is read-only"u8, Cpu.GeneralProtection, Cpu.WriteMsr(HvX64Msr.VpIndex, 1));
        var before = *(ulong*)Hypercall.Page;
        Check.Not("msr: the hypercall page is no memory to write"u8, CpuState.NoVector, Cpu.TryWriteMemory(Hypercall.Page, 0));
        Check.Equal("msr: the hypercall page is as before"u8, before, *(ulong*)Hypercall.Page);
        MovePage(hypercall);
    }

    /// <summary>The hypercall page elsewhere and back; beyond memory it is refused.</summary>
    private static void MovePage(ulong old)
    {
        if ((old & 2) != 0)
        {
            Check.Equal("msr: a locked hypercall page does not move"u8, Cpu.GeneralProtection, Cpu.WriteMsr(HvX64Msr.Hypercall, 1));
            return;
        }

        var page = Pages.Take(1);
        *(ulong*)page = 0x1234;
        Check.Equal("msr: the hypercall page beyond memory"u8, Cpu.GeneralProtection, Cpu.WriteMsr(HvX64Msr.Hypercall, 0x000f_ffff_ffff_f001));
        Check.Equal("msr: the hypercall page moves"u8, CpuState.NoVector, Cpu.WriteMsr(HvX64Msr.Hypercall, (ulong)page | 1));
        Check.Not("msr: the hypercall page lies over memory"u8, 0x1234, *(ulong*)page);
        var state = Snippet.Fresh();
        state->Rcx = 0x7777;
        Snippet.Call(state, (ulong)page);
        Check.Equal("msr: hypercalls work from there"u8, Hypercall.InvalidCode, state->Rax);
        Check.Equal("msr: the hypercall page moves back"u8, CpuState.NoVector, Cpu.WriteMsr(HvX64Msr.Hypercall, old));
        Check.Equal("msr: the memory below it is as before"u8, 0x1234, *(ulong*)page);
        Check.Equal("msr: hypercalls work as before"u8, Hypercall.InvalidCode, Hypercall.Call(0x7777));
    }

    private static void CheckTime()
    {
        var first = Cpu.ReadMsr(HvX64Msr.TimeRefCount);
        var start = Assembly.Tsc();
        while (Assembly.Tsc() - start < 20_000_000)
        {
            Assembly.Pause();
        }

        var ticks = Assembly.Tsc() - start;
        var second = Cpu.ReadMsr(HvX64Msr.TimeRefCount);
        Check.That("msr: reference time grows"u8, second > first);
        Check.Equal("msr: reference time is read-only"u8, Cpu.GeneralProtection, Cpu.WriteMsr(HvX64Msr.TimeRefCount, 0));
        if (!Cpu.TryReadMsr(HvX64Msr.TscFrequency, out var frequency))
        {
            return;
        }

        var expected = ticks * 10_000_000 / frequency;
        Check.That("msr: reference time is in units of 100 ns"u8, second - first >= expected && second - first < (2 * expected) + 100_000);
        Check.That("msr: the APIC frequency is there where the TSC's is"u8, Cpu.TryReadMsr(HvX64Msr.ApicFrequency, out var timer) && timer > 1_000_000);
        Check.Equal("msr: the TSC frequency is read-only"u8, Cpu.GeneralProtection, Cpu.WriteMsr(HvX64Msr.TscFrequency, 0));
        var page = (ulong*)Pages.Take(1);
        if (!Cpu.TryReadMsr(HvX64Msr.ReferenceTsc, out var old))
        {
            return;
        }

        Check.Equal("msr: the reference TSC page is set"u8, CpuState.NoVector, Cpu.WriteMsr(HvX64Msr.ReferenceTsc, (ulong)page | TscPage));
        Check.Not("msr: the reference TSC page has a sequence"u8, 0, *(uint*)page);
        var before = Cpu.ReadMsr(HvX64Msr.TimeRefCount);
        var computed = Scale(Assembly.Tsc(), page[1]) + page[2];
        var after = Cpu.ReadMsr(HvX64Msr.TimeRefCount);
        Check.That("msr: the reference TSC page tells the reference time"u8, computed + 1 >= before && computed <= after + 1);
        Check.Equal("msr: the reference TSC page is taken away"u8, CpuState.NoVector, Cpu.WriteMsr(HvX64Msr.ReferenceTsc, old));
        Check.Equal("msr: the memory below the reference TSC page is as before"u8, 0, page[0] | page[1] | page[2]);
    }

    private static ulong Scale(ulong value, ulong scale)
    {
        var low = (value & 0xffff_ffff) * (scale & 0xffff_ffff);
        var middle = ((value >> 32) * (scale & 0xffff_ffff)) + (low >> 32);
        var other = ((value & 0xffff_ffff) * (scale >> 32)) + (middle & 0xffff_ffff);
        return ((value >> 32) * (scale >> 32)) + (middle >> 32) + (other >> 32);
    }

    private static void CheckAssist()
    {
        var old = Cpu.ReadMsr(HvX64Msr.VpAssistPage);
        Check.Equal("msr: the assist page is read back"u8, (ulong)Assembly.Self()->Assist | 1, old);
        Check.Equal("msr: the assist page beyond memory"u8, Cpu.GeneralProtection, Cpu.WriteMsr(HvX64Msr.VpAssistPage, 0x000f_ffff_ffff_f001));
        Check.Equal("msr: the assist page in MMIO"u8, Cpu.GeneralProtection, Cpu.WriteMsr(HvX64Msr.VpAssistPage, 0xfee0_0001));
        Check.Equal("msr: a refused assist page changes nothing"u8, old, Cpu.ReadMsr(HvX64Msr.VpAssistPage));
        Cpu.WriteMsr(HvX64Msr.VpAssistPage, old);
    }

    private static void CheckCrash()
    {
        var tally = default(Tally);
        for (var i = 0u; i < 5; i++)
        {
            tally.Equal(i, CpuState.NoVector, Cpu.WriteMsr(HvX64Msr.GuestCrashP0 + i, 0x1111_2222_3333_0000UL + i));
        }

        for (var i = 0u; i < 5; i++)
        {
            tally.Equal(i, 0x1111_2222_3333_0000UL + i, Cpu.ReadMsr(HvX64Msr.GuestCrashP0 + i));
        }

        Check.All("msr: crash parameters are kept"u8, tally);
        Check.That("msr: crash control says what it can"u8, Cpu.TryReadMsr(HvX64Msr.GuestCrashCtl, out var control) && (control >> 63) == 1);
    }

    private static void CheckOthers()
    {
        var reads = default(Tally);
        var writes = default(Tally);
        for (var msr = 0x4000_0200u; msr < 0x4000_0300; msr++)
        {
            reads.That(msr, !Cpu.TryReadMsr(msr, out _));
            writes.Equal(msr, Cpu.GeneralProtection, Cpu.WriteMsr(msr, 0));
        }

        Check.All("msr: unknown synthetic MSRs are not read"u8, reads);
        Check.All("msr: unknown synthetic MSRs are not written"u8, writes);
        Check.Equal("msr: the last synthetic MSR"u8, Cpu.GeneralProtection, Cpu.WriteMsr(0x4000_ffff, 0));
    }

    private static void CheckProcessor()
    {
        var efer = Cpu.ReadMsr(Efer);
        Check.Equal("msr: EFER.SVME is not seen"u8, 0, efer & (1 << 12));
        Check.Equal("msr: EFER.SVME is not set"u8, Cpu.GeneralProtection, Cpu.WriteMsr(Efer, efer | (1 << 12)));
        Check.Equal("msr: EFER has no reserved bits"u8, Cpu.GeneralProtection, Cpu.WriteMsr(Efer, efer | (1UL << 40)));
        Check.Equal("msr: EFER.LME stays while paging is on"u8, Cpu.GeneralProtection, Cpu.WriteMsr(Efer, efer & ~0x100UL));
        Check.Equal("msr: EFER is as before"u8, efer, Cpu.ReadMsr(Efer));
        Check.Equal("msr: VM_HSAVE_PA is not written"u8, Cpu.GeneralProtection, Cpu.WriteMsr(VmHsavePa, 0x10_0000));
        Check.Equal("msr: VM_CR is not written"u8, Cpu.GeneralProtection, Cpu.WriteMsr(VmCr, 0));
        Check.That("msr: the x2APIC stays on"u8, Cpu.WriteMsr(0x1b, 0) == Cpu.GeneralProtection && (Cpu.ReadMsr(0x1b) & 0xc00) == 0xc00);
        Check.Equal("msr: PAT takes no reserved type"u8, Cpu.GeneralProtection, Cpu.WriteMsr(0x277, 0x0007_0406_0007_0402));
        var pat = Cpu.ReadMsr(0x277);
        Check.Equal("msr: PAT is written"u8, CpuState.NoVector, Cpu.WriteMsr(0x277, 0x0007_0406_0007_0406));
        Cpu.WriteMsr(0x277, pat);
        Check.Equal("msr: PAT is read back"u8, pat, Cpu.ReadMsr(0x277));
        Check.Equal("msr: the hypercall sees the same EFER"u8, efer, VpRegisters.Low(VpRegisters.Own, HvRegisterName.Efer));
    }
}
