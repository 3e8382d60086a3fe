using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>Intercept messages of instructions, field by field (TLFS, intercepts), in each mode.</summary>
internal static unsafe class InterceptChecks
{
    private const byte Read = 0;
    private const byte Write = 1;

    internal static void Run()
    {
        CheckPorts(GuestMode.Long, "intercept: long mode: out imm8, al"u8, "intercept: long mode: in eax, dx"u8);
        CheckPorts(GuestMode.Protected, "intercept: protected mode: out imm8, al"u8, "intercept: protected mode: in eax, dx"u8);
        CheckPorts(GuestMode.Real, "intercept: real mode: out imm8, al"u8, "intercept: real mode: in eax, dx"u8);
        CheckStrings();
        CheckMsrs();
        CheckCpuid(GuestMode.Long, "intercept: long mode: cpuid"u8);
        CheckCpuid(GuestMode.Protected, "intercept: protected mode: cpuid"u8);
        CheckCpuid(GuestMode.Real, "intercept: real mode: cpuid"u8);
        CheckHalt(GuestMode.Long, "intercept: long mode: hlt"u8);
        CheckHalt(GuestMode.Protected, "intercept: protected mode: hlt"u8);
        CheckHalt(GuestMode.Real, "intercept: real mode: hlt"u8);
        CheckHypercall();
        CheckTripleFault();
        CheckDisagreement();
        CheckRefusedInstructions();
    }

    /// <summary>The message's header and the intercept's: everything that is known of a guest at its first instruction.</summary>
    internal static void Header(ref Tally tally, GuestMode mode, HvMessageType type, ulong size, int length, byte access, int rip = 0)
    {
        var vp = Assembly.Self();
        ref var header = ref Guest.Assist->InterceptMessage.Header;
        var intercept = (HvX64InterceptMessageHeader*)Guest.Payload;
        tally.Equal(0x100, (ulong)type, (ulong)header.Typ);
        tally.Equal(0x101, size, header.Len);
        tally.Equal(0x102, 0, header.Rsvd);
        tally.Equal(0x103, vp->Index, intercept->VpIndex);
        if (length >= 0)
        {
            tally.Equal(0x104, (ulong)length, intercept->InstructionLengthAndCr8);
        }

        tally.Equal(0x105, access, (ulong)intercept->InterceptAccessType);
        tally.Equal(0x106, mode switch { GuestMode.Real => 0, GuestMode.Protected => 4, _ => 0x14 }, intercept->ExecutionState.Raw);
        var code = GuestMemory.Code(vp);
        tally.Equal(0x107, mode == GuestMode.Real ? code : 0, intercept->CsSegment.Base);
        tally.Equal(0x108, 8, intercept->CsSegment.Selector);
        tally.Equal(0x109, mode == GuestMode.Real ? 0xffff : 0xffff_ffff, intercept->CsSegment.Limit);
        tally.Equal(0x10a, mode switch { GuestMode.Real => 0x9b, GuestMode.Protected => 0xc09b, _ => 0xa09b }, intercept->CsSegment.Attributes);
        tally.Equal(0x10b, (mode == GuestMode.Real ? 0 : code) + (ulong)rip, intercept->Rip);
        tally.Equal(0x10c, 2, intercept->Rflags);
    }

    /// <summary>Runs a guest; its general registers are set before by <paramref name="rax"/> and friends.</summary>
    internal static void RunGuest(GuestMode mode, ReadOnlySpan<byte> code, ulong rax = 0, ulong rcx = 0, ulong rdx = 0, ulong rsi = 0, ulong rdi = 0)
    {
        Guest.Set(mode, code);
        var state = Guest.State;
        state->Rax = rax;
        state->Rcx = rcx;
        state->Rdx = rdx;
        state->Rbx = 0xbbbb;
        state->Rsi = rsi;
        state->Rdi = rdi;
        Guest.Run();
    }

    /// <summary>Instruction bytes of a message: as many as it says, and the right ones.</summary>
    internal static void Bytes(ref Tally tally, byte count, byte* bytes, ReadOnlySpan<byte> code)
    {
        tally.That(0x200, count >= code.Length && count <= 16);
        for (var i = 0; i < code.Length; i++)
        {
            tally.Equal(0x201 + (ulong)i, code[i], bytes[i]);
        }
    }

    private static void CheckPorts(GuestMode mode, ReadOnlySpan<byte> output, ReadOnlySpan<byte> input)
    {
        var tally = default(Tally);
        RunGuest(mode, [0xe6, 0x7f], 0x1234_56a5);
        var message = (HvX64IoPortInterceptMessage*)Guest.Payload;
        Header(ref tally, mode, HvMessageType.HvMessageTypeX64IoPortIntercept, 128, 2, Write);
        tally.Equal(1, 0x7f, message->PortNumber);
        tally.Equal(2, 1, message->AccessInfo.Raw);
        tally.Equal(3, 0x1234_56a5, message->Rax);
        Bytes(ref tally, message->InstructionByteCount, (byte*)&message->InstructionBytes, [0xe6, 0x7f]);
        Check.All(output, tally);

        tally = default;
        ReadOnlySpan<byte> code = mode == GuestMode.Real ? [0x66, 0xed] : [0xed];
        RunGuest(mode, code, 0x55, 0x66, 0x1234, 0x77, 0x88);
        Header(ref tally, mode, HvMessageType.HvMessageTypeX64IoPortIntercept, 128, code.Length, Read);
        tally.Equal(1, 0x1234, message->PortNumber);
        tally.Equal(2, 4, message->AccessInfo.Raw);
        tally.Equal(3, 0x55, message->Rax);
        tally.Equal(4, 0x66, message->Rcx);
        tally.Equal(5, 0x77, message->Rsi);
        tally.Equal(6, 0x88, message->Rdi);
        Bytes(ref tally, message->InstructionByteCount, (byte*)&message->InstructionBytes, code);
        Check.All(input, tally);
    }

    private static void CheckStrings()
    {
        var tally = default(Tally);
        var data = GuestMemory.Data(Assembly.Self());
        RunGuest(GuestMode.Long, [0xf3, 0x6e], 1, 5, 0x3f8, data, 0x99);
        var message = (HvX64IoPortInterceptMessage*)Guest.Payload;
        Header(ref tally, GuestMode.Long, HvMessageType.HvMessageTypeX64IoPortIntercept, 128, 2, Write);
        tally.Equal(1, 0x3f8, message->PortNumber);
        tally.Equal(2, 1 | 8 | 16, message->AccessInfo.Raw);
        tally.Equal(3, 5, message->Rcx);
        tally.Equal(4, data, message->Rsi);
        tally.Equal(5, 0xc093, message->DsSegment.Attributes);
        Check.All("intercept: rep outsb"u8, tally);

        tally = default;
        RunGuest(GuestMode.Long, [0x66, 0x6d], 1, 5, 0x3f8, 0x99, data);
        Header(ref tally, GuestMode.Long, HvMessageType.HvMessageTypeX64IoPortIntercept, 128, 2, Read);
        tally.Equal(1, 0x3f8, message->PortNumber);
        tally.Equal(2, 2 | 8, message->AccessInfo.Raw);
        tally.Equal(3, 5, message->Rcx);
        tally.Equal(4, data, message->Rdi);
        tally.Equal(5, 0xc093, message->EsSegment.Attributes);
        Check.All("intercept: insw"u8, tally);
    }

    private static void CheckMsrs()
    {
        Msr("intercept: rdmsr of a synthetic MSR"u8, [0x0f, 0x32], 0x4000_0000, Read);
        Msr("intercept: wrmsr of a synthetic MSR"u8, [0x0f, 0x30], 0x4000_0001, Write);
        Msr("intercept: rdmsr of the APIC base"u8, [0x0f, 0x32], 0x1b, Read);
        Msr("intercept: wrmsr of the x2APIC"u8, [0x0f, 0x30], 0x830, Write);
        Msr("intercept: rdmsr of an MSR that nobody knows"u8, [0x0f, 0x32], 0x1234_5678, Read);
    }

    private static void Msr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> code, uint msr, byte access)
    {
        var tally = default(Tally);
        RunGuest(GuestMode.Long, code, 0x1111_2222, msr, 0x3333_4444);
        var message = (HvX64MsrInterceptMessage*)Guest.Payload;
        Header(ref tally, GuestMode.Long, HvMessageType.HvMessageTypeMsrIntercept, 64, 2, access);
        tally.Equal(1, msr, message->MsrNumber);
        tally.Equal(2, 0x3333_4444, message->Rdx);
        tally.Equal(3, 0x1111_2222, message->Rax);
        Check.All(name, tally);
    }

    private static void CheckCpuid(GuestMode mode, ReadOnlySpan<byte> name)
    {
        var tally = default(Tally);
        RunGuest(mode, [0x0f, 0xa2], 0x4000_0001, 7, 8);
        var message = (HvX64CpuidInterceptMessage*)Guest.Payload;
        Header(ref tally, mode, HvMessageType.HvMessageTypeX64CpuidIntercept, 104, 2, Execute);
        tally.Equal(1, 0x4000_0001, message->Rax);
        tally.Equal(2, 7, message->Rcx);
        tally.Equal(3, 8, message->Rdx);
        tally.Equal(4, 0xbbbb, message->Rbx);
        Check.All(name, tally);
    }

    private const byte Execute = 2;

    private static void CheckHalt(GuestMode mode, ReadOnlySpan<byte> name)
    {
        var tally = default(Tally);
        RunGuest(mode, [0x90]);
        Header(ref tally, mode, HvMessageType.HvMessageTypeX64Halt, 40, 1, Execute, 2);
        Check.All(name, tally);
    }

    private static void CheckHypercall()
    {
        var tally = default(Tally);
        RunGuest(GuestMode.Long, [0x0f, 0x01, 0xd9], 0x77, 0x50, 0x1000, 0x66, 0x55);
        var message = (HvX64HypercallInterceptMessage*)Guest.Payload;
        Header(ref tally, GuestMode.Long, HvMessageType.HvMessageTypeHypercallIntercept, 208, 3, Execute);
        tally.Equal(1, 0x77, message->Rax);
        tally.Equal(2, 0xbbbb, message->Rbx);
        tally.Equal(3, 0x50, message->Rcx);
        tally.Equal(4, 0x1000, message->Rdx);
        tally.Equal(5, 0, message->R8);
        tally.Equal(6, 0x66, message->Rsi);
        tally.Equal(7, 0x55, message->Rdi);
        Check.All("intercept: hypercall"u8, tally);
    }

    private static void CheckTripleFault()
    {
        var tally = default(Tally);
        RunGuest(GuestMode.Long, [0x0f, 0x0b]);
        tally.Equal(1, (ulong)HvMessageType.HvMessageTypeUnrecoverableException, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        tally.Equal(2, 40, Guest.Assist->InterceptMessage.Header.Len);
        Check.All("intercept: triple fault"u8, tally);
    }

    /// <summary>Registers that are legal each by itself and not together: refused when written, or reported when VTL0 would be entered.</summary>
    private static void CheckDisagreement()
    {
        Guest.Set(GuestMode.Long, []);
        var status = VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr4, 0x600);
        if (status == 0)
        {
            Guest.Run();
        }

        var type = (ulong)HvMessageType.HvMessageTypeInvalidVpRegisterValue;
        Check.Equal("intercept: long mode without PAE"u8, type, status == 0 ? (ulong)Guest.Assist->InterceptMessage.Header.Typ : status == (ulong)HvStatus.InvalidRegisterValue ? type : status);
        Guest.Set(GuestMode.Long, []);
        Guest.Run();
        Check.Equal("intercept: VTL0 runs again when they agree"u8, (ulong)HvMessageType.HvMessageTypeX64Halt, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
    }

    /// <summary>Instructions that VTL0 does not have are #UD or #GP, which without an IDT end in a triple fault, and not in the hypervisor.</summary>
    private static void CheckRefusedInstructions()
    {
        var tally = default(Tally);
        Refused(ref tally, 0xd8, [0x0f, 0x01, 0xd8]);
        Refused(ref tally, 0xda, [0x0f, 0x01, 0xda]);
        Refused(ref tally, 0xdb, [0x0f, 0x01, 0xdb]);
        Refused(ref tally, 0xdc, [0x0f, 0x01, 0xdc]);
        Refused(ref tally, 0xdd, [0x0f, 0x01, 0xdd]);
        Refused(ref tally, 0xde, [0x0f, 0x01, 0xde]);
        Refused(ref tally, 0xdf, [0x0f, 0x01, 0xdf]);
        Check.All("intercept: SVM instructions of VTL0 fault in VTL0"u8, tally);
    }

    private static void Refused(ref Tally tally, ulong what, ReadOnlySpan<byte> code)
    {
        RunGuest(GuestMode.Long, code);
        tally.Equal(what, (ulong)HvMessageType.HvMessageTypeUnrecoverableException, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
    }
}
