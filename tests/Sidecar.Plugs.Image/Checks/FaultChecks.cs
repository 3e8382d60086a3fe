using System;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Memory;
using Sidecar.Cosmos.Vp;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>Real faults inside a guarded call: stubs, handler and recovery point together.</summary>
internal static unsafe class FaultChecks
{
    private const ulong NonCanonical = 0x8000_0000_0000_0000;
    private const ulong Unmapped = 0x4000_0000;
    private const ulong DirectionFlag = 1 << 10;
    private const ulong BeyondTable = 0x1230;

    internal static void Run()
    {
        Check(FaultKind.Divide, 0, 0, 0, "#DE by division"u8);
        Check(FaultKind.Undefined, 0, 6, 0, "#UD by ud2"u8);
        Check(FaultKind.Breakpoint, 0, 3, 0, "#BP by int3"u8);
        Check(FaultKind.LoadDs, TestVp.AbsentSelector, 11, TestVp.AbsentSelector, "#NP names the selector"u8);
        Check(FaultKind.LoadSs, TestVp.AbsentSelector, 12, TestVp.AbsentSelector, "#SS names the selector"u8);
        Check(FaultKind.Load, NonCanonical, 13, 0, "#GP by a non-canonical read"u8);
        Check(FaultKind.LoadDs, BeyondTable, 13, BeyondTable, "#GP names the selector"u8);
        Check(FaultKind.Load, Unmapped, 14, 0, "#PF by a read of nothing"u8);
        Check(FaultKind.Store, Unmapped, 14, 2, "#PF by a write to nothing"u8);
        Check(FaultKind.Store, AddressSpace.Slot(TestVp.ReadOnlySlot), 14, 3, "#PF by a write to a read-only page"u8);
        Check(FaultKind.Execute, AddressSpace.Slot(TestVp.ReadOnlySlot), 14, 0x11, "#PF by execution of data"u8);
        Check(FaultKind.X87, 0, 16, 0, "#MF by x87 division"u8);
        TestOutput.Check((Main.HandlerFlags & DirectionFlag) == 0, "The handler is entered with the direction flag clear"u8);
        CheckOverflow();
        CheckNested();
    }

    private static void Check(FaultKind kind, ulong operand, byte vector, ulong errorCode, ReadOnlySpan<byte> name)
    {
        GuardFrame guard;
        var fault = stackalloc ulong[] { (ulong)kind, operand };
        var returned = TestVp.CallGuarded(Probes.FaultRaise(), fault, &guard);
        var site = kind == FaultKind.Execute ? operand : Probes.FaultSite(kind);
        var told = guard.Vector == vector && guard.ErrorCode == errorCode && guard.Address == site;
        var addressed = vector != ExceptionNames.PageFault || guard.FaultingAddress == operand;
        TestOutput.Check(!returned && told && addressed && Recovered(), name);
    }

    /// <summary>The stack runs into the page below it: the CPU cannot push the page fault's frame, and the double fault must have a stack of its own.</summary>
    private static void CheckOverflow()
    {
        GuardFrame guard;
        var fault = stackalloc ulong[] { (ulong)FaultKind.Overflow, AddressSpace.StackTop };
        var returned = TestVp.CallGuarded(Probes.FaultRaise(), fault, &guard);
        var told = guard.Vector == ExceptionNames.DoubleFault && guard.ErrorCode == 0 && guard.Address == Probes.FaultSite(FaultKind.Overflow);
        TestOutput.Check(!returned && told && Recovered(), "#DF by a stack overflow"u8);
        TestOutput.Check(
            guard.FaultingAddress - AddressSpace.Slot(AddressSpace.StackGuardSlot) < AddressSpace.PageSize,
            "#DF by a stack overflow names the guard page"u8);
        TestOutput.Check(Main.LastFrame - ((ulong)TestVp.Globals + GlobalsPage.NmiStackTop) < GlobalsPage.DoubleFaultStackTop - GlobalsPage.NmiStackTop, "#DF has its own stack"u8);
    }

    private static void CheckNested()
    {
        GuardFrame outer;
        var inner = false;
        var returned = TestVp.CallGuarded((delegate*<void*, void>)&FaultInside, &inner, &outer);
        TestOutput.Check(!returned && outer.Vector == 6 && Recovered(), "Guard: an outer call faults after an inner one"u8);
        TestOutput.Check(inner, "Guard: an inner call faults and the outer goes on"u8);
    }

    // The checked call's notes are the outer call's: the inner one is made by the bare plug.
    private static void FaultInside(void* told)
    {
        var outer = TestVp.Globals->Guard;
        GuardFrame guard;
        var fault = stackalloc ulong[] { (ulong)FaultKind.Divide, 0 };
        TestVp.Globals->Guard = &guard;
        var returned = Cosmos.Plugs.Guard.Call((delegate*<void*, void>)Probes.FaultRaise(), fault, &guard);
        *(bool*)told = returned == 0 && guard.Vector == 0 && guard.Address == Probes.FaultSite(FaultKind.Divide);
        TestVp.Globals->Guard = outer;
        fault[0] = (ulong)FaultKind.Undefined;
        ((delegate*<void*, void>)Probes.FaultRaise())(fault);
    }

    private static bool Recovered() => Probes.State()->KeptRegisters && Probes.State()->ResetVectors && Probes.State()->ResetFlags;
}
