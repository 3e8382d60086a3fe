using System;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Plugs;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>Waiting, with interrupts that this CPU sends itself. A wait that misses its interrupt never ends, and the test with it.</summary>
internal static unsafe class WaitChecks
{
    private const uint ApicBase = 0x1b;
    private const ulong X2ApicEnabled = 0xc00;
    private const uint SpuriousRegister = 0x80f;
    private const ulong ApicOn = 0x100;
    private const uint EndOfInterrupt = 0x80b;
    private const uint InService = 0x810;
    private const uint Requested = 0x820;
    private const uint InterruptCommand = 0x830;
    private const ulong DeliverNmi = 0x400;
    internal const byte CountedVector = 0x41;
    private const byte OtherCountedVector = 0x82;
    private const byte RequestVector = DescriptorTables.RequestVector;
    private const byte SpuriousVector = DescriptorTables.SpuriousVector;

    internal static void Run()
    {
        Msr.Write(ApicBase, Msr.Read(ApicBase) | X2ApicEnabled);
        Msr.Write(SpuriousRegister, ApicOn | SpuriousVector);
        SetHandler(CountedVector);
        SetHandler(OtherCountedVector);

        var block = Probes.Block();
        SwitchState.FillExit(block);
        Probes.Request();
        TestOutput.Check(SwitchState.SameButCr2(block) && SwitchState.SameState(block->EntryState, block->ExitState), "RequestInterrupt: every register is kept"u8);

        Send(RequestVector);
        TestOutput.Check(Pends(RequestVector), "SendInterrupt: reaches the CPU it names"u8);
        Probes.WaitForInterrupt();
        TestOutput.Check(Idle(RequestVector), "Wait: a pending request ends hlt and is acknowledged"u8);
        TestOutput.Check(Probes.State()->InterruptsOff && Probes.State()->KeptRegisters, "Wait: interrupts are off after hlt"u8);
        CheckStore();
        CheckWindow();
        CheckSpurious();
        CheckNmi();
        CheckNmiBeforeWait(Probes.Hlt(), "Wait: an NMI before hlt skips it, and the request is taken"u8);
        CheckNmiBeforeWait(Probes.Mwait(), "Wait: an NMI before mwait skips it, and the request is taken"u8);
    }

    private static void CheckStore()
    {
        byte value = 3;
        var status = &value;
        Probes.WaitForInterruptOrStore(status, 2);
        TestOutput.Check(Probes.State()->InterruptsOff && Probes.State()->KeptRegisters, "Wait: no mwait when the value differs already"u8);

        Send(RequestVector);
        Probes.WaitForInterruptOrStore(status, 2);
        TestOutput.Check(Pends(RequestVector), "Wait: nothing is taken when the value differs already"u8);
        Probes.WaitForInterruptOrStore(status, 3);
        TestOutput.Check(Idle(RequestVector), "Wait: a pending request ends mwait and is acknowledged"u8);
        TestOutput.Check(Probes.State()->InterruptsOff, "Wait: interrupts are off after mwait"u8);
    }

    private static void CheckWindow()
    {
        TestOutput.Check(Window() == 0, "OpenInterruptWindow: nothing pends, nothing is taken"u8);
        Send(CountedVector);
        TestOutput.Check(Window() == 1 && Idle(CountedVector), "OpenInterruptWindow: the pending one is taken, once"u8);
        Send(CountedVector);
        Send(OtherCountedVector);
        TestOutput.Check(Window() == 2 && Idle(CountedVector) && Idle(OtherCountedVector), "OpenInterruptWindow: all that pend are taken"u8);
        TestOutput.Check(Probes.State()->InterruptsOff && Probes.State()->KeptRegisters, "OpenInterruptWindow: interrupts are off afterwards"u8);

        Send(CountedVector);
        Wait.EnableInterrupts();
        Wait.Pause();
        Wait.DisableInterrupts();
        var taken = Idle(CountedVector);
        Send(CountedVector);
        TestOutput.Check(taken && Pends(CountedVector), "EnableInterrupts and DisableInterrupts"u8);
        _ = Window();
    }

    private static void CheckSpurious()
    {
        Send(SpuriousVector);
        _ = Window();
        TestOutput.Check(!Pends(SpuriousVector) && InServiceNow(SpuriousVector), "SpuriousInterrupt: taken and not acknowledged"u8);
        Msr.Write(EndOfInterrupt, 0);
    }

    private static void CheckNmi()
    {
        var before = TestVp.Globals->NmiCount;
        Msr.Write(InterruptCommand, ((ulong)ApicId() << 32) | DeliverNmi);
        Wait.Pause();
        Msr.Write(InterruptCommand, ((ulong)ApicId() << 32) | DeliverNmi);
        Wait.Pause();
        TestOutput.Check(TestVp.Globals->NmiCount == before + 2, "NMI: from the APIC, one after another"u8);
    }

    // Were the wait not skipped, it would sleep over the request, which is taken as soon as the NMI returns.
    private static void CheckNmiBeforeWait(ulong wait, ReadOnlySpan<byte> name)
    {
        Send(RequestVector);
        _ = Probes.NmiAt(wait);
        TestOutput.Check(Idle(RequestVector) && Probes.State()->InterruptsOff, name);
    }

    private static uint ApicId() => (uint)Msr.Read(0x802);

    internal static void Send(byte vector) => Msr.SendInterrupt(ApicId(), vector);

    private static ulong Window()
    {
        var before = *Probes.Interrupts();
        Probes.OpenInterruptWindow();
        return *Probes.Interrupts() - before;
    }

    private static bool Pends(byte vector) => Bit(Requested, vector);

    private static bool InServiceNow(byte vector) => Bit(InService, vector);

    private static bool Idle(byte vector) => !Pends(vector) && !InServiceNow(vector);

    private static bool Bit(uint register, byte vector) => ((Msr.Read(register + ((uint)vector >> 5)) >> (vector & 31)) & 1) != 0;

    private static void SetHandler(byte vector)
    {
        // SAFETY: the table has an entry for every vector.
        TestVp.Interrupts[vector].Handler = Probes.CountInterrupt();
    }
}
