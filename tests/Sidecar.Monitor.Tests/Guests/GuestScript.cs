using System;
using System.Collections.Generic;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Monitor.Tests.Hosting;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Simulation.Hypervisor;

namespace Sidecar.Monitor.Tests.Guests;

/// <summary>
/// Stands for a guest's code on one VP: a row of exits. Each is made when the guest is entered, by a function that sees the registers that the VMM left after the
/// one before.
/// </summary>
internal sealed class GuestScript
{
    /// <summary>Bytes that every instruction of a script has, where its message says so.</summary>
    public const int InstructionLength = 2;

    private readonly MonitorRun _run;
    private readonly uint _vp;
    private readonly Queue<Func<GuestVp, HvMessage>> _exits = new();

    public GuestScript(MonitorRun run, uint vp)
    {
        _run = run;
        _vp = vp;
        run.Machine.Hypervisor!.Guest(vp).Code = guest =>
        {
            Entries++;
            return _exits.TryDequeue(out var exit) ? GuestExit.Intercept(exit(guest)) : GuestExit.UntilInterrupt;
        };
    }

    /// <summary>What was added to RIP since the entry.</summary>
    public ulong Rip => this[HvRegisterName.Rip].Low;

    /// <summary>Entries so far.</summary>
    public int Entries { get; private set; }

    /// <summary>A register of VTL0 that the hypervisor keeps.</summary>
    public HvRegisterValue this[HvRegisterName name]
    {
        get => _run.Machine.Hypervisor![_vp, 0, name];
        set => _run.Machine.Hypervisor![_vp, 0, name] = value;
    }

    /// <summary>Adds an exit, with what is done and checked when the guest is entered before it.</summary>
    public GuestScript Then(Func<GuestVp, HvMessage> exit)
    {
        _exits.Enqueue(exit);
        return this;
    }

    /// <summary>Prints through COM1.</summary>
    public GuestScript Print(string text)
    {
        foreach (var character in text)
        {
            Then(_ => Port(0x3f8, 1, HvInterceptAccessType.WRITE, character));
        }

        return this;
    }

    /// <summary>The end, by port 0xf4.</summary>
    public GuestScript End(uint result = 0) => Then(_ => Port(0xf4, 4, HvInterceptAccessType.WRITE, result));

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

    public HvMessage PortString(ushort port, byte size, HvInterceptAccessType access, GuestVp guest, bool repeat)
    {
        var message = Port(port, size, access, guest[0]);
        ref var payload = ref message.PayloadAs<HvX64IoPortInterceptMessage>();
        payload.AccessInfo.StringOp = true;
        payload.AccessInfo.RepPrefix = repeat;
        payload.Rcx = guest[1];
        payload.Rsi = guest[6];
        payload.Rdi = guest[7];
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
        VpIndex = _vp,
        InstructionLengthAndCr8 = InstructionLength,
        InterceptAccessType = access,
        ExecutionState = new() { Cr0Pe = true, EferLma = true },
        CsSegment = new() { Selector = GuestRegisters.CodeSelector, Attributes = SegmentAttributes.DefaultCode.Raw },
        Rip = Rip,
        Rflags = 0x2,
    };
}
