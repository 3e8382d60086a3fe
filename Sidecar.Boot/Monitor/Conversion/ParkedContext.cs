using Sidecar.Boot.Monitor.Machine;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Monitor.Conversion;

/// <summary>The registers with which a CPU that is started by hypercall enters the parked processors' code: those that the trampoline leaves them with.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class ParkedContext<TMachine>
    where TMachine : IMonitorMachine
{
    /// <summary>Boot.Image's Tables.asm.</summary>
    private const ushort CodeSelector = 0x08;
    private const ushort DataSelector = 0x10;

    /// <summary>Bytes of a 64-bit task state segment, less 1.</summary>
    private const uint TaskLimit = 0x67;

    /// <summary>Makes it.</summary>
    public static InitialVpContextX64 Make()
    {
        TMachine.ReadParkedState(out var state);
        var data = new HvX64SegmentRegister { Limit = uint.MaxValue, Selector = DataSelector, Attributes = SegmentAttributes.DefaultData.Raw };
        return new()
        {
            Rip = state.Entry,
            Rflags = 2,
            Cs = new() { Limit = uint.MaxValue, Selector = CodeSelector, Attributes = SegmentAttributes.DefaultCode.Raw },
            Ds = data,
            Es = data,
            Fs = data,
            Gs = data,
            Ss = data,
            // 64-bit mode has to have one; the parked code takes no interrupt that would look at it.
            Tr = new() { Limit = TaskLimit, Attributes = SegmentAttributes.BusyTss.Raw },
            Gdtr = new() { Base = state.GdtBase, Limit = (ushort)state.GdtLimit },
            Efer = TMachine.ReadMsr(X64Msr.Efer),
            Cr0 = state.Cr0,
            Cr3 = state.Cr3,
            Cr4 = state.Cr4,
            MsrCrPat = TMachine.ReadMsr(X64Msr.Pat),
        };
    }
}
