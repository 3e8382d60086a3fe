using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Vmm.Loading;

namespace Sidecar.Tests;

/// <summary>Intercept messages as a hypervisor leaves them about instructions of a guest in 64-bit mode, at CPL 0.</summary>
internal abstract class GuestMessages
{
    /// <summary>Bytes that every instruction has, where its message says so.</summary>
    public const int InstructionLength = 2;

    /// <summary>Where the guest is.</summary>
    public abstract ulong Rip { get; }

    /// <summary>The VP.</summary>
    protected abstract uint Vp { get; }

    public HvMessage Port(ushort port, byte size, HvInterceptAccessType access, ulong rax)
    {
        var message = Message(HvMessageType.HvMessageTypeX64IoPortIntercept);
        ref var payload = ref message.PayloadAs<HvX64IoPortInterceptMessage>();
        payload.Header = Header(access);
        payload.PortNumber = port;
        payload.AccessInfo.AccessSize = size;
        payload.Rax = rax;
        return message;
    }

    public HvMessage PortString(ushort port, byte size, HvInterceptAccessType access, ReadOnlySpan<ulong> gps, bool repeat)
    {
        var message = Port(port, size, access, gps[CpuContextX64.RAX]);
        ref var payload = ref message.PayloadAs<HvX64IoPortInterceptMessage>();
        payload.AccessInfo.StringOp = true;
        payload.AccessInfo.RepPrefix = repeat;
        payload.Rcx = gps[CpuContextX64.RCX];
        payload.Rsi = gps[CpuContextX64.RSI];
        payload.Rdi = gps[CpuContextX64.RDI];
        return message;
    }

    public HvMessage Msr(uint msr, HvInterceptAccessType access, ulong value = 0)
    {
        var message = Message(HvMessageType.HvMessageTypeMsrIntercept);
        ref var payload = ref message.PayloadAs<HvX64MsrInterceptMessage>();
        payload.Header = Header(access);
        payload.MsrNumber = msr;
        payload.Rax = (uint)value;
        payload.Rdx = value >> 32;
        return message;
    }

    public HvMessage Cpuid(uint leaf)
    {
        var message = Message(HvMessageType.HvMessageTypeX64CpuidIntercept);
        ref var payload = ref message.PayloadAs<HvX64CpuidInterceptMessage>();
        payload.Header = Header(HvInterceptAccessType.READ);
        payload.Rax = leaf;
        payload.DefaultResultRax = 0xa;
        payload.DefaultResultRbx = 0xb;
        payload.DefaultResultRcx = 0xc;
        payload.DefaultResultRdx = 0xd;
        return message;
    }

    public HvMessage Memory(ulong address, HvInterceptAccessType access, string code, HvMessageType type = HvMessageType.HvMessageTypeUnmappedGpa)
    {
        var bytes = Convert.FromHexString(code);
        var message = Message(type);
        ref var payload = ref message.PayloadAs<HvX64MemoryInterceptMessage>();
        payload.Header = Header(access);
        payload.Header.InstructionLengthAndCr8 = 0;
        payload.GuestPhysicalAddress = address;
        payload.InstructionByteCount = (byte)bytes.Length;
        bytes.CopyTo(payload.InstructionBytes);
        return message;
    }

    public HvMessage Hypercall(ulong rcx, ulong rdx, ulong r8)
    {
        var message = Message(HvMessageType.HvMessageTypeHypercallIntercept);
        ref var payload = ref message.PayloadAs<HvX64HypercallInterceptMessage>();
        payload.Header = Header(HvInterceptAccessType.EXECUTE);
        payload.Rcx = rcx;
        payload.Rdx = rdx;
        payload.R8 = r8;
        return message;
    }

    public HvMessage Halt(bool interruptsEnabled)
    {
        var message = Message(HvMessageType.HvMessageTypeX64Halt);
        ref var payload = ref message.PayloadAs<HvX64HaltMessage>();
        payload.Header = Header(HvInterceptAccessType.EXECUTE);
        payload.Header.Rflags = new RFlags { ReservedMustBe1 = true, InterruptEnable = interruptsEnabled }.Raw;
        return message;
    }

    public HvMessage Exception(ExceptionVector vector)
    {
        var message = Message(HvMessageType.HvMessageTypeExceptionIntercept);
        ref var payload = ref message.PayloadAs<HvX64ExceptionInterceptMessage>();
        payload.Header = Header(HvInterceptAccessType.EXECUTE);
        payload.Header.InstructionLengthAndCr8 = 1;
        payload.Vector = (ushort)vector;
        return message;
    }

    public static HvMessage Message(HvMessageType type) => new() { Header = new() { Typ = type } };

    private HvX64InterceptMessageHeader Header(HvInterceptAccessType access) => new()
    {
        VpIndex = Vp,
        InstructionLengthAndCr8 = InstructionLength,
        InterceptAccessType = access,
        ExecutionState = new() { Cr0Pe = true, EferLma = true },
        CsSegment = new() { Selector = GuestRegisters.CodeSelector, Attributes = SegmentAttributes.DefaultCode.Raw },
        Rip = Rip,
        Rflags = 0x2,
    };
}
