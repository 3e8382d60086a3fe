using System;
using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Guests;
using Sidecar.Tlfs.Image.Hypercalls;
using Sidecar.Tlfs.Image.Machine;
using Sidecar.Tlfs.Image.Report;

namespace Sidecar.Tlfs.Image.Checks;

/// <summary>Intercept messages of memory and of exceptions.</summary>
internal static unsafe class MemoryInterceptChecks
{
    private const byte Read = 0;
    private const byte Write = 1;
    private const byte Execute = 2;
    private const ulong Apic = 0xfee0_0000;
    private const uint ExceptionType = 3;
    private const uint ExecuteMask = 4;

    internal static void Run()
    {
        var vp = Assembly.Self();
        Memory("intercept: a read of MMIO"u8, GuestMode.Long, [0x8b, 0x06], Apic + 0x30, HvMessageType.HvMessageTypeUnmappedGpa, Read);
        Memory("intercept: a write to MMIO"u8, GuestMode.Long, [0x89, 0x06], Apic + 0xb0, HvMessageType.HvMessageTypeUnmappedGpa, Write);
        Memory("intercept: a read of MMIO in protected mode"u8, GuestMode.Protected, [0x8b, 0x06], Apic + 0x30, HvMessageType.HvMessageTypeUnmappedGpa, Read);
        Memory("intercept: a read of VTL2's memory"u8, GuestMode.Long, [0x8b, 0x06], GuestMemory.Secret(vp) + 0x18, HvMessageType.HvMessageTypeGpaIntercept, Read);
        Memory("intercept: a write to VTL2's memory"u8, GuestMode.Long, [0x48, 0x89, 0x06], GuestMemory.Secret(vp) + 0x18, HvMessageType.HvMessageTypeGpaIntercept, Write);
        Memory("intercept: a read of the hypercall page"u8, GuestMode.Long, [0x8b, 0x06], Hypercall.Page, HvMessageType.HvMessageTypeGpaIntercept, Read);
        CheckExecute(vp);
        CheckTables(vp);
        CheckExceptions();
        CheckInstallRefusals();
    }

    private static void Memory(ReadOnlySpan<byte> name, GuestMode mode, ReadOnlySpan<byte> code, ulong address, HvMessageType type, byte access)
    {
        var tally = default(Tally);
        InterceptChecks.RunGuest(mode, code, 0x1234, 0, 0, address);
        var message = (HvX64MemoryInterceptMessage*)Guest.Payload;
        InterceptChecks.Header(ref tally, mode, type, 80, -1, access);
        tally.Equal(1, address, message->GuestPhysicalAddress);
        if ((message->MemoryAccessInfo.Raw & 1) != 0)
        {
            tally.Equal(2, address, message->GuestVirtualAddress);
        }

        tally.Equal(3, 0, message->Reserved);
        tally.Equal(4, 0, message->TprPriority);
        InterceptChecks.Bytes(ref tally, message->InstructionByteCount, (byte*)&message->InstructionBytes, code);
        Check.All(name, tally);
    }

    private static void CheckExecute(TestVp* vp)
    {
        var tally = default(Tally);
        InterceptChecks.RunGuest(GuestMode.Long, [0xff, 0xe6], 0, 0, 0, GuestMemory.Secret(vp));
        var message = (HvX64MemoryInterceptMessage*)Guest.Payload;
        tally.Equal(1, (ulong)HvMessageType.HvMessageTypeGpaIntercept, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        tally.Equal(2, Execute, (ulong)message->Header.InterceptAccessType);
        tally.Equal(3, GuestMemory.Secret(vp), message->GuestPhysicalAddress);
        tally.Equal(4, GuestMemory.Secret(vp), message->Header.Rip);
        Check.All("intercept: execution of VTL2's memory"u8, tally);
    }

    /// <summary>Page tables of VTL0 in memory that it has no right to.</summary>
    private static void CheckTables(TestVp* vp)
    {
        var tally = default(Tally);
        Guest.Set(GuestMode.Long, [0x90]);
        VpRegisters.Set(VpRegisters.Vtl0, HvRegisterName.Cr3, GuestMemory.Secret(vp));
        Guest.Run();
        var message = (HvX64MemoryInterceptMessage*)Guest.Payload;
        tally.Equal(1, (ulong)HvMessageType.HvMessageTypeGpaIntercept, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
        tally.Equal(2, GuestMemory.Secret(vp), message->GuestPhysicalAddress & ~0xfffUL);
        Check.All("intercept: page tables in VTL2's memory"u8, tally);
    }

    private static void CheckExceptions()
    {
        Check.Equal("intercept: exceptions can be asked for: #UD"u8, 0, Install(ExceptionType, ExecuteMask, 6));
        Check.Equal("intercept: exceptions can be asked for: #PF"u8, 0, Install(ExceptionType, ExecuteMask, 14));
        var tally = default(Tally);
        InterceptChecks.RunGuest(GuestMode.Long, [0x0f, 0x0b], 0x11, 0x22, 0x33, 0x44, 0x55);
        var message = (HvX64ExceptionInterceptMessage*)Guest.Payload;
        InterceptChecks.Header(ref tally, GuestMode.Long, HvMessageType.HvMessageTypeExceptionIntercept, 240, -1, Execute);
        tally.Equal(1, 6, message->Vector);
        tally.Equal(2, 0, message->ErrorCode);
        tally.Equal(3, 0x11, message->Rax);
        tally.Equal(4, 0x22, message->Rcx);
        tally.Equal(5, 0x33, message->Rdx);
        tally.Equal(6, 0xbbbb, message->Rbx);
        tally.Equal(7, 0x44, message->Rsi);
        tally.Equal(8, 0x55, message->Rdi);
        tally.Equal(9, GuestMemory.StackTop(Assembly.Self()), message->Rsp);
        tally.Equal(10, 0xc093, message->SsSegment.Attributes);
        InterceptChecks.Bytes(ref tally, message->InstructionByteCount, (byte*)&message->InstructionBytes, [0x0f, 0x0b]);
        Check.All("intercept: #UD"u8, tally);

        tally = default;
        InterceptChecks.RunGuest(GuestMode.Long, [0x48, 0x89, 0x06], 0, 0, 0, 0x80_0000_0123);
        InterceptChecks.Header(ref tally, GuestMode.Long, HvMessageType.HvMessageTypeExceptionIntercept, 240, -1, Execute);
        tally.Equal(1, 14, message->Vector);
        tally.Equal(2, 2, message->ErrorCode);
        tally.Equal(3, 0x80_0000_0123, message->ExceptionParameter);
        tally.Equal(4, 1, message->ExceptionInfo.Raw & 1UL);
        Check.All("intercept: #PF"u8, tally);
        Check.Equal("intercept: #UD is let go"u8, 0, Install(ExceptionType, 0, 6));
        Check.Equal("intercept: #PF is let go"u8, 0, Install(ExceptionType, 0, 14));
        InterceptChecks.RunGuest(GuestMode.Long, [0x0f, 0x0b]);
        Check.Equal("intercept: #UD is VTL0's again"u8, (ulong)HvMessageType.HvMessageTypeUnrecoverableException, (ulong)Guest.Assist->InterceptMessage.Header.Typ);
    }

    private static void CheckInstallRefusals()
    {
        Check.Not("intercept: no exception has number 32"u8, 0, Install(ExceptionType, ExecuteMask, 32));
        Check.Not("intercept: no exception has number 2^16"u8, 0, Install(ExceptionType, ExecuteMask, 0x1_0000));
        Check.Not("intercept: exceptions are executed, not read"u8, 0, Install(ExceptionType, 1, 6));
        Check.Not("intercept: an unknown type"u8, 0, Install(0x77, ExecuteMask, 0));
        Check.Not("intercept: reserved access bits"u8, 0, Install(ExceptionType, 0x80, 6));
        *(ulong*)Assembly.Self()->Input = 9;
        Check.Not("intercept: of another partition"u8, 0, Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallInstallIntercept))));
    }

    /// <summary>HvCallInstallIntercept; the status.</summary>
    internal static ulong Install(uint type, uint access, ulong parameter)
    {
        var input = Assembly.Self()->Input;
        *(ulong*)input = Hypercall.Self;
        *(uint*)(input + 8) = access;
        *(uint*)(input + 12) = type;
        *(ulong*)(input + 16) = parameter;
        return Hypercall.Status(Hypercall.Call(Hypercall.Control(HypercallCode.HvCallInstallIntercept)));
    }
}
