using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Plugs;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Protocol.Pages;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>The VTL return, with a "VTL0" that looks at everything it gets and changes everything.</summary>
internal static unsafe class VtlReturnChecks
{
    private const int Rcx = CpuContextX64.RCX;
    private const int Rdx = CpuContextX64.RDX;
    private const int Cr2 = CpuContextX64.CR2;

    internal static void Run()
    {
        // SAFETY: room for registers and FXSAVE area, on the next 16 bytes' boundary, and 8 bytes more for a context that is not on one.
        var room = stackalloc byte[128 + 512 + 15 + 8];
        var context = (byte*)(((ulong)room + 15) & ~15UL);
        var registers = (ulong*)context;
        var state = context + 128;
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
        block->Entries = 0;

        var taken = Probes.VtlReturn(context, Probes.Vtl0());
        var after = *Probes.State();
        TestOutput.Check(taken == 1 && block->Entries == 1, "VtlReturn: VTL0 is entered once"u8);
        TestOutput.Check(block->Entry[CpuContextX64.RAX] == (ulong)Probes.Vtl0() && block->Entry[Rcx] == 0, "VtlReturn: a normal return, RCX = 0, RAX the sequence"u8);
        TestOutput.Check(SwitchState.SameRegisters(block->Entry, entered, Rdx), "VtlReturn: VTL0 gets every other register, and CR2"u8);
        TestOutput.Check(SwitchState.SameState(block->EntryState, enteredState), "VtlReturn: VTL0 gets x87 and SSE"u8);
        TestOutput.Check((block->Flags & (1 << 9)) == 0 && after.InterruptsOff, "VtlReturn: interrupts are off throughout"u8);
        TestOutput.Check(SwitchState.SameRegisters(registers, block->Exit, 0), "VtlReturn: every register of VTL0 comes back, and CR2"u8);
        TestOutput.Check(SwitchState.SameState(state, block->ExitState), "VtlReturn: x87 and SSE of VTL0 come back"u8);
        TestOutput.Check(after.KeptRegisters, "VtlReturn: the caller's registers and stack are as they were"u8);
        TestOutput.Check(after.ResetVectors, "VtlReturn: x87 and MXCSR are as after reset afterwards"u8);
        TestOutput.Check(registers[Cr2] == block->Exit[Cr2] && Paging.ReadCr2() == block->Exit[Cr2], "ReadCr2: what VTL0 left"u8);
        CheckRefusal(context, block);
    }

    /// <summary>QEMU's interpreter takes any MXCSR; an area that is not aligned is refused by the same instruction with the same #GP.</summary>
    private static void CheckRefusal(byte* context, SwitchBlock* block)
    {
        var crooked = context + 8;
        SwitchState.FillRegisters((ulong*)crooked, 0x66);
        var before = stackalloc ulong[16];
        SwitchState.FillRegisters(before, 0x66);
        GuardFrame guard;
        guard.Vector = byte.MaxValue;
        TestVp.Globals->Guard = &guard;
        var taken = Probes.VtlReturn(crooked, Probes.Vtl0());
        TestVp.Globals->Guard = null;
        var after = *Probes.State();
        TestOutput.Check(taken == 0 && block->Entries == 1 && guard.Vector == byte.MaxValue, "VtlReturn: a refused FXSAVE area enters nothing"u8);
        TestOutput.Check(SwitchState.SameRegisters((ulong*)crooked, before, 0), "VtlReturn: a refusal leaves the context"u8);
        TestOutput.Check(after.KeptRegisters && after.ResetVectors, "VtlReturn: a refusal leaves registers, stack, x87 and MXCSR"u8);
    }
}
