using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Plugs;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>The VTL return, with a "VTL0" that looks at everything it gets and changes everything.</summary>
internal static unsafe class VtlReturnChecks
{
    private const int Rcx = CpuContextX64.RCX;
    private const int Rdx = CpuContextX64.RDX;
    private const int Cr2 = CpuContextX64.CR2;
    private const int FxOffset = 128;
    private const int MxcsrOffset = 24;

    internal static void Run()
    {
        // SAFETY: room for registers and FXSAVE area, on the next 16 bytes' boundary, and 8 bytes more for a context that is not on one.
        var room = stackalloc byte[128 + 512 + 15 + 8];
        var context = (byte*)(((ulong)room + 15) & ~15UL);
        var registers = (ulong*)context;
        var state = context + FxOffset;
        var block = Probes.Block();
        SwitchState.FillRegisters(registers, 0x5a);
        SwitchState.FillState(state, 0x07, 0x0e7f, 0x2900, 0x7fbf);
        SwitchState.FillExit(block);
        var entered = stackalloc ulong[16];
        var enteredState = stackalloc byte[512];
        for (var i = 0; i < 16; i++)
        {
            entered[i] = registers[i];
        }

        Unsafe.CopyBlock(enteredState, state, 512);
        HvVpAssistPage assist = default;
        var status = (byte)CpuStatus.RUN;
        block->Entries = 0;
        block->Interruptions = 0;
        block->Assist = &assist;
        block->Stopped = null;

        var taken = Probes.VtlReturn(context, Probes.Vtl0(), &assist, &status);
        var after = *Probes.State();
        TestOutput.Check(taken == 1 && block->Entries == 1, "VtlReturn: VTL0 is entered once"u8);
        TestOutput.Check(block->Entry[CpuContextX64.RAX] == (ulong)Probes.Vtl0() && block->Entry[Rcx] == 0, "VtlReturn: a normal return, RCX = 0, RAX the sequence"u8);
        TestOutput.Check(SwitchState.SameRegisters(block->Entry, entered, Rdx), "VtlReturn: VTL0 gets every other register, and CR2"u8);
        TestOutput.Check(SwitchState.SameState(block->EntryState, enteredState), "VtlReturn: VTL0 gets x87 and SSE"u8);
        TestOutput.Check((block->Flags & (1 << 9)) == 0 && after.InterruptsOff, "VtlReturn: interrupts are off throughout"u8);
        TestOutput.Check(SwitchState.SameRegisters(registers, block->Exit, 0), "VtlReturn: every register of VTL0 comes back, and CR2"u8);
        TestOutput.Check(SwitchState.SameState(state, block->ExitState), "VtlReturn: x87 and SSE of VTL0 come back"u8);
        TestOutput.Check(after.KeptRegisters, "VtlReturn: the caller's registers and stack are as they were"u8);
        TestOutput.Check(after.ResetMxcsr, "VtlReturn: MXCSR is as after reset afterwards"u8);
        TestOutput.Check(registers[Cr2] == block->Exit[Cr2] && Paging.ReadCr2() == block->Exit[Cr2], "ReadCr2: what VTL0 left"u8);
        CheckKeptX87(context, block, &assist, &status);
        CheckInterrupts(context, block, &assist, &status);
        CheckStop(context, block, &assist, &status);
        CheckRefusal(context, block, &assist, &status);
    }

    /// <summary>x87 registers that are in the CPU already are not loaded, all else is; with another x87 register all are.</summary>
    private static void CheckKeptX87(byte* context, SwitchBlock* block, HvVpAssistPage* assist, byte* status)
    {
        var state = context + FxOffset;
        var wanted = stackalloc byte[512];
        const int firstXmm = 160;
        const int lastX87 = 32 + (7 * 16) + 9;
        *(uint*)(state + MxcsrOffset) = 0x3f80;
        for (var i = firstXmm; i < firstXmm + 256; i++)
        {
            state[i] ^= 0xa5;
        }

        Unsafe.CopyBlock(wanted, state, 512);
        _ = Probes.VtlReturn(context, Probes.Vtl0(), assist, status);
        TestOutput.Check(SwitchState.SameState(block->EntryState, wanted), "VtlReturn: with x87 as it was VTL0 gets other SSE registers"u8);
        TestOutput.Check(SwitchState.SameState(state, block->ExitState), "VtlReturn: with x87 as it was all of it comes back"u8);

        state[lastX87] ^= 0x80;
        Unsafe.CopyBlock(wanted, state, 512);
        _ = Probes.VtlReturn(context, Probes.Vtl0(), assist, status);
        TestOutput.Check(SwitchState.SameState(block->EntryState, wanted), "VtlReturn: VTL0 gets the one bit of x87 that is another"u8);

        *(ushort*)state ^= 0x400;
        Unsafe.CopyBlock(wanted, state, 512);
        _ = Probes.VtlReturn(context, Probes.Vtl0(), assist, status);
        TestOutput.Check(SwitchState.SameState(block->EntryState, wanted), "VtlReturn: VTL0 gets another x87 control word"u8);
    }

    /// <summary>Interrupts are taken between entries, and VTL0 goes on where it was.</summary>
    private static void CheckInterrupts(byte* context, SwitchBlock* block, HvVpAssistPage* assist, byte* status)
    {
        var counted = *Probes.Interrupts();
        WaitChecks.Send(WaitChecks.CountedVector);
        block->Entries = 0;
        block->Interruptions = 3;
        SwitchState.FillRegisters((ulong*)context, 0x77);
        var taken = Probes.VtlReturn(context, Probes.Vtl0(), assist, status);
        TestOutput.Check(taken == 1 && block->Entries == 4, "VtlReturn: entered for an interrupt, it returns to VTL0 until it is entered for something else"u8);
        TestOutput.Check(*Probes.Interrupts() == counted + 1, "VtlReturn: the interrupt is taken"u8);
        TestOutput.Check(block->Entry[Rcx] == 0 && SwitchState.SameRegisters(block->Entry, block->Exit, Rdx), "VtlReturn: after an interrupt VTL0 gets what it left"u8);
        TestOutput.Check(assist->VtlControl.Registers[0] == block->Exit[CpuContextX64.RAX] && assist->VtlControl.Registers[1] == block->Exit[Rcx], "VtlReturn: after an interrupt RAX and RCX are on the assist page"u8);
        TestOutput.Check(SwitchState.SameState(block->EntryState, block->ExitState), "VtlReturn: after an interrupt x87 and SSE are as VTL0 left them"u8);
        TestOutput.Check(SwitchState.SameRegisters((ulong*)context, block->Exit, 0) && Probes.State()->InterruptsOff, "VtlReturn: after interrupts every register comes back"u8);
    }

    /// <summary>A stop ends the going back.</summary>
    private static void CheckStop(byte* context, SwitchBlock* block, HvVpAssistPage* assist, byte* status)
    {
        block->Entries = 0;
        block->Interruptions = 3;
        block->Stopped = status;
        SwitchState.FillRegisters((ulong*)context, 0x78);
        _ = Probes.VtlReturn(context, Probes.Vtl0(), assist, status);
        TestOutput.Check(block->Entries == 1 && assist->VtlControl.EntryReason == HvVtlEntryReason.INTERRUPT, "VtlReturn: with the status another one, an interrupt ends it"u8);
        TestOutput.Check(SwitchState.SameRegisters((ulong*)context, block->Exit, 0), "VtlReturn: and every register comes back"u8);
        block->Stopped = null;
        block->Interruptions = 0;
        *status = (byte)CpuStatus.RUN;
    }

    /// <summary>QEMU's interpreter takes any MXCSR; an area that is not aligned is refused by the same instruction with the same #GP.</summary>
    private static void CheckRefusal(byte* context, SwitchBlock* block, HvVpAssistPage* assist, byte* status)
    {
        var crooked = context + 8;
        SwitchState.FillRegisters((ulong*)crooked, 0x66);
        var before = stackalloc ulong[16];
        SwitchState.FillRegisters(before, 0x66);
        GuardFrame guard;
        guard.Vector = byte.MaxValue;
        TestVp.Globals->Guard = &guard;
        block->Entries = 0;
        var taken = Probes.VtlReturn(crooked, Probes.Vtl0(), assist, status);
        TestVp.Globals->Guard = null;
        var after = *Probes.State();
        TestOutput.Check(taken == 0 && block->Entries == 0 && guard.Vector == byte.MaxValue, "VtlReturn: a refused FXSAVE area enters nothing"u8);
        TestOutput.Check(SwitchState.SameRegisters((ulong*)crooked, before, 0), "VtlReturn: a refusal leaves the context"u8);
        TestOutput.Check(after.KeptRegisters && after.ResetMxcsr, "VtlReturn: a refusal leaves registers, stack and MXCSR"u8);
    }
}
