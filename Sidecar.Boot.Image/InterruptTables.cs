using Sidecar.Boot.Image.Hypervisor;
using Sidecar.Boot.Processors;
using Sidecar.Cosmos.Plugs;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Image;

/// <summary>Fills the interrupt tables.</summary>
internal static unsafe class InterruptTables
{
    private const int Nmi = 2;
    private const int Exceptions = 32;
    private const int Vectors = 256;
    private const ulong StubSize = 16;
    private const ushort CodeSelector = 8;
    private const byte InterruptGate = 0xe;

    /// <summary>The fault stack, so that a fault that comes from the stack itself can be reported.</summary>
    private const byte FaultStack = 1;

    /// <summary>
    /// Every vector has a gate. Exceptions end in a report; every interrupt is acknowledged and otherwise ignored, for its only purpose is to end a hlt, and
    /// one that the firmware left pending is nobody's.
    /// </summary>
    public static void Install()
    {
        Fill(BootCalls.InterruptTable(), FaultStack);
        // A parked processor has no task state segment, hence no stack to switch to.
        Fill(BootCalls.ParkedInterruptTable(), 0);
        BootCalls.LoadInterruptTable();
    }

    /// <summary>
    /// The hypervisor's: no stack switch, for the task register is a guest's while it runs, and an NMI is another CPU's request.
    /// </summary>
    public static void InstallHypervisor()
    {
        var table = HypervisorCalls.InterruptTable();
        Fill(table, 0);
        // SAFETY: the table has an entry for every vector.
        table[Nmi] = table[Nmi] with { Handler = HypervisorCalls.NmiAddress() };
        HypervisorCalls.LoadInterruptTable();
    }

    private static void Fill(IdtEntry64* table, byte exceptionStack)
    {
        for (var vector = 0; vector < Vectors; vector++)
        {
            // SAFETY: the table has an entry for every vector.
            table[vector] = new IdtEntry64
            {
                Handler = vector < Exceptions ? ExceptionEntries.StubBase() + ((ulong)vector * StubSize)
                    : vector == BootVectors.Spurious ? ExceptionEntries.SpuriousInterrupt()
                    : ExceptionEntries.RequestInterrupt(),
                Selector = CodeSelector,
                Attributes = new IdtAttributes { Present = true, GateType = InterruptGate, Ist = vector < Exceptions ? exceptionStack : (byte)0 },
            };
        }
    }
}
