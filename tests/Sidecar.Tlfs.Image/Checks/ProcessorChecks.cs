using System;
using System.Threading;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>What VPs do to each other: registers, protection and translation across VPs, NMI, INIT and start-up interrupts.</summary>
internal static unsafe class ProcessorChecks
{
    private const uint Nmi = 4 << 8;
    private const uint Init = 5 << 8;
    private const uint StartUp = 6 << 8;
    private const uint StartPage = 0x7_0000;
    private const ulong Settle = 50_000_000;

    internal static void Run()
    {
        if (VpSet.Count < 2)
        {
            return;
        }

        CheckRemoteRegisters();
        CheckRemoteProtection();
        CheckNmi();
        CheckRemoteInterrupt();
        CheckStartUp();
        CheckRestart();
    }

    private static void CheckRemoteRegisters()
    {
        var other = VpSet.At(1);
        var tally = default(Tally);
        tally.Equal(0, 0, VpRegisters.Set(1, VpRegisters.Vtl0, HvRegisterName.Lstar, 0x1234_5678, 0));
        tally.Equal(1, 0, VpRegisters.Get(1, VpRegisters.Vtl0, HvRegisterName.Lstar, out var value));
        tally.Equal(2, 0x1234_5678, value.Low);
        tally.Equal(3, 0, VpRegisters.Get(1, VpRegisters.Vtl2, HvRegisterName.Gs, out value));
        tally.Equal(4, (ulong)other, value.Low);
        tally.Equal(5, 0, VpRegisters.Get(1, VpRegisters.Own, HvRegisterName.InitialApicId, out value));
        tally.Equal(6, other->ApicId, value.Low);
        Check.All("others: registers of another VP"u8, tally);
        Check.Not("others: the own VP's register is another"u8, 0x1234_5678, VpRegisters.Low(VpRegisters.Vtl0, HvRegisterName.Lstar));
    }

    /// <summary>A right is taken away while another VP's guest uses it: the guest is stopped at its next access.</summary>
    private static void CheckRemoteProtection()
    {
        var other = VpSet.At(1);
        var shared = GuestMemory.Spare(other);
        var counter = GuestMemory.Data(other);
        *(ulong*)shared = 0;
        *(ulong*)counter = 0;
        VpSet.Begin(1, &Write, shared);
        Check.That("others: a guest writes to a page"u8, WaitForChange((ulong*)shared));
        Check.Equal("others: the right is taken away"u8, 1UL << 32, Protection.Set(shared, 1, Protection.Read));
        var last = Volatile.Read(ref *(ulong*)shared);
        Check.That("others: the guest stops with an intercept"u8, VpSet.WaitFor(ref other->Busy, 0));
        Check.Equal("others: nothing was written after the call returned"u8, last, *(ulong*)shared);
        Check.Equal("others: the intercept is a write"u8, 1, other->Argument);
        Protection.Set(shared, 1, Protection.All);
    }

    private static void Write(TestVp* vp)
    {
        // again: inc qword [rsi]; jmp again
        Guest.Set(GuestMode.Long, [0x48, 0xff, 0x06, 0xeb, 0xfb]);
        Guest.State->Rsi = vp->Argument;
        for (var i = 0; i < 100; i++)
        {
            if (Guest.Run() != (ulong)HvVtlEntryReason.INTERRUPT)
            {
                break;
            }

            Assembly.Window();
        }

        vp->Argument = Guest.Assist->InterceptMessage.Header.Typ == HvMessageType.HvMessageTypeGpaIntercept ? Guest.Payload[5] : 0xffUL;
    }

    private static bool WaitForChange(ulong* word)
    {
        var start = Assembly.Tsc();
        while (Volatile.Read(ref *word) == 0)
        {
            Assembly.Pause();
            if (Assembly.Tsc() - start > VpSet.Patience)
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckNmi()
    {
        var other = VpSet.At(1);
        var before = other->Nmis;
        Cpu.Send(other->ApicId, Nmi);
        var start = Assembly.Tsc();
        while (Volatile.Read(ref other->Nmis) == before && Assembly.Tsc() - start < VpSet.Patience)
        {
            Assembly.Pause();
        }

        Check.Equal("others: an NMI is taken once"u8, before + 1, other->Nmis);
        Cpu.Send(VpSet.At(0)->ApicId, Nmi);
        start = Assembly.Tsc();
        while (VpSet.At(0)->Nmis == 0 && Assembly.Tsc() - start < VpSet.Patience)
        {
            Assembly.Pause();
        }

        Check.Equal("others: an NMI to oneself is taken once"u8, 1, VpSet.At(0)->Nmis);

        // To a VP whose VTL0 runs: VTL2 takes it.
        VpSet.Begin(1, &Spin, Interrupts.Test);
        Delay(Settle);
        before = other->Nmis;
        Cpu.Send(other->ApicId, Nmi);
        start = Assembly.Tsc();
        while (Volatile.Read(ref other->Nmis) == before && Assembly.Tsc() - start < VpSet.Patience)
        {
            Assembly.Pause();
        }

        Check.Equal("others: an NMI while VTL0 runs is taken in VTL2"u8, before + 1, other->Nmis);
        Cpu.Send(other->ApicId, Interrupts.Test);
        Check.That("others: and the run ends"u8, VpSet.WaitFor(ref other->Busy, 0));
    }

    /// <summary>An interrupt of another VP ends the run of VTL0.</summary>
    private static void CheckRemoteInterrupt()
    {
        var other = VpSet.At(1);
        var before = other->Counts[Interrupts.Test];
        VpSet.Begin(1, &Spin, Interrupts.Test);
        Delay(Settle);
        Cpu.Send(other->ApicId, Interrupts.Test);
        Check.That("others: an interrupt ends the run of another VP's VTL0"u8, VpSet.WaitFor(ref other->Busy, 0));
        Check.Equal("others: it is taken once"u8, before + 1, other->Counts[Interrupts.Test]);
    }

    /// <summary>Runs an endless guest until the vector was taken.</summary>
    private static void Spin(TestVp* vp)
    {
        var before = vp->Counts[vp->Argument];
        Guest.Set(GuestMode.Long, [0xeb, 0xfe]);
        while (vp->Counts[vp->Argument] == before && Guest.Run() == (ulong)HvVtlEntryReason.INTERRUPT)
        {
            Assembly.Window();
        }
    }

    private static void Delay(ulong ticks)
    {
        var start = Assembly.Tsc();
        while (Assembly.Tsc() - start < ticks)
        {
            Assembly.Pause();
        }
    }

    /// <summary>INIT and a start-up interrupt bring a VP up in real mode.</summary>
    private static void CheckStartUp()
    {
        var page = (byte*)(ulong)StartPage;
        var old = Pages.Take(1);
        new Span<byte>(page, (int)Pages.Size).CopyTo(new Span<byte>(old, (int)Pages.Size));
        var vp = VpSet.At(1);
        Assembly.InstallStartup(page, (uint)vp, (uint)vp->StackTop);
        var arrivals = vp->Arrivals;
        Cpu.Send(vp->ApicId, StartUp | (StartPage >> 12));
        Delay(Settle);
        Check.Equal("others: a start-up interrupt without INIT does nothing"u8, arrivals, vp->Arrivals);
        Check.That("others: the VP works on"u8, VpSet.Run(1, &Nothing));
        Cpu.Send(vp->ApicId, Init);
        Delay(Settle);
        VpRegisters.Get(1, VpRegisters.Vtl2, HvRegisterName.Cr0, out var value);
        Check.Equal("others: INIT takes VTL2 back to real mode"u8, 0, value.Low & 0x8000_0001);
        VpRegisters.Get(1, VpRegisters.Vtl0, HvRegisterName.Cr3, out value);
        Check.Equal("others: INIT leaves VTL0 alone"u8, GuestMemory.Root(vp), value.Low);
        Cpu.Send(vp->ApicId, StartUp | (StartPage >> 12));
        Check.That("others: INIT and a start-up interrupt start the VP"u8, VpSet.WaitFor(ref vp->Arrivals, arrivals + 1));
        Cpu.Send(vp->ApicId, StartUp | (StartPage >> 12));
        Check.That("others: a second start-up interrupt does nothing"u8, VpSet.Run(1, &Nothing) && vp->Arrivals == arrivals + 1);
        Check.That("others: its VTL0 runs"u8, VpSet.Run(1, &Halt) && vp->Argument == 0);
        new Span<byte>(old, (int)Pages.Size).CopyTo(new Span<byte>(page, (int)Pages.Size));
    }

    /// <summary>A VP that INIT stopped is started by hypercall.</summary>
    private static void CheckRestart()
    {
        var vp = VpSet.At(1);
        var arrivals = vp->Arrivals;
        Cpu.Send(vp->ApicId, Init);
        Delay(Settle);
        Check.Equal("others: after INIT the hypercall starts the VP, too"u8, 0, StartChecks.Start(1, 2, StartChecks.Context(vp)));
        Check.That("others: it comes up"u8, VpSet.WaitFor(ref vp->Arrivals, arrivals + 1));
        Check.That("others: its VTL0 runs after that, too"u8, VpSet.Run(1, &Halt) && vp->Argument == 0);
    }

    private static void Nothing(TestVp* vp)
    {
    }

    /// <summary>Leaves 0 when VTL0 could be set up and halted.</summary>
    internal static void Halt(TestVp* vp)
    {
        Cpu.WriteMsr(HvX64Msr.VpAssistPage, (ulong)vp->Assist | 1);
        vp->Argument = Guest.Set(GuestMode.Long, [0x90]);
        Guest.Run();
        vp->Argument |= Guest.Assist->InterceptMessage.Header.Typ == HvMessageType.HvMessageTypeX64Halt ? 0UL : 0x1000;
    }
}
