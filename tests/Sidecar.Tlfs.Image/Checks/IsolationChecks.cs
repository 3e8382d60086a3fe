using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>VTL2 does not reach the hypervisor: its memory, found by looking, its SVM, its input and output.</summary>
internal static unsafe class IsolationChecks
{
    private const ulong Step = 0x20_0000;
    private const ulong Mebibyte = 0x10_0000;

    internal static void Run()
    {
        CheckInstructions();
        CheckMemory();
    }

    private static void CheckInstructions()
    {
        var tally = default(Tally);
        Refused(ref tally, 0xd8, [0x0f, 0x01, 0xd8]);
        Refused(ref tally, 0xda, [0x0f, 0x01, 0xda]);
        Refused(ref tally, 0xdb, [0x0f, 0x01, 0xdb]);
        Refused(ref tally, 0xdc, [0x0f, 0x01, 0xdc]);
        Refused(ref tally, 0xdd, [0x0f, 0x01, 0xdd]);
        Refused(ref tally, 0xde, [0x0f, 0x01, 0xde]);
        Refused(ref tally, 0xdf, [0x0f, 0x01, 0xdf]);
        Refused(ref tally, 0xc1, [0x0f, 0x01, 0xc1]);
        Check.All("isolation: SVM instructions of VTL2 are #UD, VMCALL is, too"u8, tally);
    }

    private static void Refused(ref Tally tally, ulong what, ReadOnlySpan<byte> code)
    {
        var state = Snippet.Fresh();
        state->Rax = GuestMemory.Data(Assembly.Self());
        var vector = Snippet.Run(state, code);
        tally.Equal(what, Cpu.InvalidOpcode, vector);
    }

    /// <summary>All of RAM below 4 GiB, a page in each 2 MiB: what cannot be read cannot be used in any other way either.</summary>
    private static void CheckMemory()
    {
        var end = RamEnd();
        var hidden = 0UL;
        var first = 0UL;
        for (var address = Mebibyte; address < end; address = (address + Step) & ~(Step - 1))
        {
            var vector = Cpu.TryReadMemory(address);
            if (vector == CpuState.NoVector)
            {
                continue;
            }

            first = hidden++ == 0 ? address : first;
        }

        Check.Note("2 MiB steps of memory that are not VTL2's"u8, hidden);
        Check.Not("isolation: the hypervisor hides its memory"u8, 0, hidden);
        if (hidden == 0)
        {
            return;
        }

        var tally = default(Tally);
        for (var address = first; address < first + Step && address < end; address += 0x1000)
        {
            tally.Equal(address, Cpu.GeneralProtection, Cpu.TryReadMemory(address));
            tally.Equal(address, Cpu.GeneralProtection, Cpu.TryWriteMemory(address, 0x5a5a));
        }

        Check.All("isolation: reads and writes there are #GP"u8, tally);
        var vp = Assembly.Self();
        VpRegisters.Header(vp->Input, Hypercall.SelfVp, VpRegisters.Own);
        *(uint*)(vp->Input + 16) = (uint)HvRegisterName.Cr3;
        var control = Hypercall.Control(HypercallCode.HvCallGetVpRegisters, 1);
        Check.Equal("isolation: no hypercall input there"u8, (ulong)HvStatus.InvalidAlignment, Hypercall.Call(control, first, (ulong)vp->Output));
        Check.Equal("isolation: no hypercall output there"u8, (ulong)HvStatus.InvalidAlignment, Hypercall.Call(control, (ulong)vp->Input, first));
        Check.Equal("isolation: no assist page there"u8, Cpu.GeneralProtection, Cpu.WriteMsr(HvX64Msr.VpAssistPage, first | 1));
        Check.Equal("isolation: no hypercall page there"u8, Cpu.GeneralProtection, Cpu.WriteMsr(HvX64Msr.Hypercall, first | 1));
        Check.Not("isolation: no register page there"u8, 0, VpRegisters.Set(VpRegisters.Own, HvRegisterName.RegisterPage, first | 1));
        Check.Not("isolation: it cannot be granted to VTL0"u8, 0, Hypercall.Status(Protection.Set(first, 1, Protection.All)));
        Guest.Set(GuestMode.Long, [0x48, 0x8b, 0x06]);
        Guest.State->Rsi = first;
        Guest.Run();
        Check.That("isolation: VTL0 that reads it is caught"u8, Guest.Assist->InterceptMessage.Header.Typ is HvMessageType.HvMessageTypeGpaIntercept or HvMessageType.HvMessageTypeUnmappedGpa);
        Guest.Set(GuestMode.Long, [0x48, 0x89, 0x06]);
        Guest.State->Rsi = first;
        Guest.Run();
        Check.That("isolation: VTL0 that writes it is caught"u8, Guest.Assist->InterceptMessage.Header.Typ is HvMessageType.HvMessageTypeGpaIntercept or HvMessageType.HvMessageTypeUnmappedGpa);
        CheckTables(first);
    }

    /// <summary>Page tables there: the walk of VTL0 is caught.</summary>
    private static void CheckTables(ulong address)
    {
        Guest.Set(GuestMode.Long, []);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr3, address);
        Guest.Run();
        Check.That("isolation: VTL0 with page tables there is caught"u8, Guest.Assist->InterceptMessage.Header.Typ is HvMessageType.HvMessageTypeGpaIntercept or HvMessageType.HvMessageTypeUnmappedGpa);
    }

    /// <summary>End of RAM below 4 GiB, of CMOS 0x34 and 0x35: units of 64 KiB beyond 16 MiB.</summary>
    private static ulong RamEnd()
    {
        var state = Snippet.Fresh();
        Snippet.Run(state, [0xb0, 0x34, 0xe6, 0x70, 0xe4, 0x71, 0x88, 0xc3, 0xb0, 0x35, 0xe6, 0x70, 0xe4, 0x71, 0x88, 0xc7]);
        return (16 * Mebibyte) + ((state->Rbx & 0xffff) * 0x1_0000);
    }
}
