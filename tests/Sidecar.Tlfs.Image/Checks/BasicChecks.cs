using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>What everything else rests on. Repeated when everything else is done.</summary>
internal static unsafe class BasicChecks
{
    private const ulong AssistEnabled = 1;

    internal static void Run()
    {
        Check.Equal("basic: VsmVpStatus is read"u8, 0, VpRegisters.Get(VpRegisters.Own, HvRegisterName.VsmVpStatus, out var status));
        Check.Equal("basic: the active VTL is 2"u8, 2, status.Low & 0xf);
        Check.Equal("basic: VTL0 and VTL2 are enabled"u8, 5, (status.Low >> 16) & 5);
        Check.Equal("basic: VsmPartitionStatus is read"u8, 0, VpRegisters.Get(VpRegisters.Own, HvRegisterName.VsmPartitionStatus, out var partition));
        Check.Equal("basic: the partition has VTL0 and VTL2"u8, 5, partition.Low & 5);
        Check.Equal("basic: VsmCodePageOffsets is read"u8, 0, VpRegisters.Get(VpRegisters.Own, HvRegisterName.VsmCodePageOffsets, out var offsets));
        Check.Equal("basic: VsmCodePageOffsets has no reserved bits"u8, 0, offsets.Low >> 24);
        Guest.ReturnOffset = new HvRegisterVsmCodePageOffsets { Raw = offsets.Low }.ReturnOffset;
        Check.Not("basic: the VTL return sequence is not the hypercall sequence"u8, 0, Guest.ReturnOffset);
        Check.Not("basic: the VTL call sequence is another one"u8, Guest.ReturnOffset, new HvRegisterVsmCodePageOffsets { Raw = offsets.Low }.CallOffset);

        var vp = Assembly.Self();
        Check.Equal("basic: the assist page is set by MSR"u8, CpuState.NoVector, Cpu.WriteMsr(HvX64Msr.VpAssistPage, (ulong)vp->Assist | AssistEnabled));
        Check.Equal("basic: memory is granted to VTL0"u8, 0, GuestMemory.Prepare(vp));
        RunGuest("basic: a guest is set up, no register refused"u8, "basic: VTL0 runs and halts"u8);
        FindProcessors();
    }

    /// <summary>The same, when everything else has been done.</summary>
    internal static void Again()
    {
        Check.Equal("basic again: VsmVpStatus is the same"u8, 2, VpRegisters.Low(VpRegisters.Own, HvRegisterName.VsmVpStatus) & 0xf);
        RunGuest("basic again: a guest is set up, no register refused"u8, "basic again: VTL0 runs and halts"u8);
        Check.Equal("basic again: an unknown hypercall"u8, Hypercall.InvalidCode, Hypercall.Call(0x7777));
        Check.Equal("basic again: VP index"u8, 0, Cpu.ReadMsr(HvX64Msr.VpIndex));
    }

    private static void RunGuest(System.ReadOnlySpan<byte> set, System.ReadOnlySpan<byte> run)
    {
        Check.Equal(set, 0, Guest.Set(GuestMode.Long, [0x90]));
        Guest.Run();
        Check.Equal(run, (ulong)HvMessageType.HvMessageTypeX64Halt, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
    }

    /// <summary>APIC ids by VP index.</summary>
    private static void FindProcessors()
    {
        const int ids = 64;
        var vp = Assembly.Self();
        var found = 0UL;
        var result = 0UL;
        for (var id = 0u; id < ids; id++)
        {
            result = IndexOf(id, out var index);
            if (result == 0 && index < VpSet.Count)
            {
                VpSet.At(index)->ApicId = id;
                found++;
            }
        }

        Check.Equal("basic: HvCallGetVpIndexFromApicId finds every VP"u8, VpSet.Count, found);
        Check.Equal("basic: the own APIC id belongs to VP 0"u8, Cpu.ReadMsr(Cpu.X2ApicId), VpSet.At(0)->ApicId);
        Check.Not("basic: an APIC id that nobody has is refused"u8, 0, result);
        Check.Equal("basic: an APIC id that nobody has: no element processed"u8, 0, Hypercall.Elements(vp->State->Rax));
    }

    private static ulong IndexOf(uint apicId, out uint index)
    {
        var vp = Assembly.Self();
        *(ulong*)vp->Input = Hypercall.Self;
        *(ulong*)(vp->Input + 8) = 0;
        *(uint*)(vp->Input + 16) = apicId;
        var result = Hypercall.Call(Hypercall.Control(HypercallCode.HvCallGetVpIndexFromApicId, 1));
        index = *(uint*)vp->Output;
        return Hypercall.Status(result);
    }
}
