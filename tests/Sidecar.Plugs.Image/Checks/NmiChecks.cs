using Sidecar.Cosmos.Interrupts;
using Sidecar.Cosmos.Plugs;
using Sidecar.Cosmos.Vp;
using Sidecar.Plugs.Image.Machine;
using Sidecar.Tests.Image;

namespace Sidecar.Plugs.Image.Checks;

/// <summary>A non-maskable interrupt that nothing guards: counted, and the interrupted code does not notice.</summary>
internal static unsafe class NmiChecks
{
    private const ulong DirectionFlag = 1 << 10;

    internal static void Run()
    {
        var block = Probes.Block();
        SwitchState.FillExit(block);
        var before = TestVp.Globals->NmiCount;
        Probes.Nmi();
        TestOutput.Check(TestVp.Globals->NmiCount == before + 1, "NMI: counted"u8);

        TestOutput.Check(SwitchState.SameButCr2(block), "NMI: general registers are kept"u8);
        TestOutput.Check(SwitchState.SameState(block->EntryState, block->ExitState), "NMI: x87 and SSE are kept"u8);
        TestOutput.Check((block->Flags & DirectionFlag) != 0, "NMI: flags are kept"u8);
        var stackTop = (ulong)TestVp.Globals + GlobalsPage.NmiStackTop;
        TestOutput.Check(Main.LastFrame < stackTop && Main.LastFrame > (ulong)TestVp.Globals + GlobalsPage.Tss, "NMI: has its own stack"u8);

        // Interrupted with interrupts on, it continues with the instruction that it came before, RDI and all, where #GP would have made the plug say 0.
        TestOutput.Check(Probes.NmiAt(Probes.WriteDr6()) == 1, "NMI: at an instruction with a fixup is no refusal"u8);
        Wait.DisableInterrupts();
        GuardFrame guard = default;
        TestVp.Globals->Guard = &guard;
        before = TestVp.Globals->NmiCount;
        Probes.Nmi();
        TestOutput.Check(TestVp.Globals->Guard == &guard && TestVp.Globals->NmiCount == before + 1, "NMI: right before a guarded call ends nothing"u8);
        TestVp.Globals->Guard = null;
    }
}
