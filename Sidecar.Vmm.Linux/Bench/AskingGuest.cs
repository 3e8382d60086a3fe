using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Bench;

/// <summary>A guest of one instruction, CPUID in real mode, which VTL2 is asked for: nobody steps over it, so that every run ends by it at once.</summary>
internal static class AskingGuest
{
    /// <summary>cpuid, and a jump back to it, should it ever be stepped over.</summary>
    private const uint CpuidForEver = 0xfceb_a20f;

    private const ulong RealMode = 0x10;
    private const ulong Flags = 2;
    private const ulong NoBreakpoints = 0x400;
    private const ushort Code = 0x9b;
    private const ushort Data = 0x93;
    private const uint Limit = 0xffff;

    /// <summary>Puts the guest at the start of VTL0's memory, and the VP to its instruction.</summary>
    public static async Task PrepareAsync(SidecarVp vp, GuestMemory memory)
    {
        var start = memory.Ranges.MaxBy(range => range.Length).Start;
        memory.Write(start, CpuidForEver);
        await vp.SetRegistersAsync(new[]
        {
            HvRegisterAssoc.From(HvRegisterName.Cr0, RealMode),
            HvRegisterAssoc.From(HvRegisterName.Cr4, 0),
            HvRegisterAssoc.From(HvRegisterName.Efer, 0),
            HvRegisterAssoc.From(HvRegisterName.Dr7, NoBreakpoints),
            Segment(HvRegisterName.Cs, start, Code),
            Segment(HvRegisterName.Ds, start, Data),
            Segment(HvRegisterName.Ss, start, Data),
            HvRegisterAssoc.From(HvRegisterName.Rip, 0),
            HvRegisterAssoc.From(HvRegisterName.Rflags, Flags),
        });
    }

    /// <summary>Runs it once.</summary>
    public static async ValueTask RunAsync(SidecarVp vp)
    {
        var result = await vp.RunAsync();
        Steps.Expect(result.IsIntercepted && vp.Intercept.Kind == HvMessageType.HvMessageTypeX64CpuidIntercept, $"a run was {result}, by {vp.Intercept.Kind}; CPUID's intercept was expected");
    }

    private static HvRegisterAssoc Segment(HvRegisterName name, ulong start, ushort attributes)
        => new() { Name = name, Value = HvRegisterValue.From(new HvX64SegmentRegister { Base = start, Limit = Limit, Attributes = attributes }) };
}
