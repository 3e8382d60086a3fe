using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Registers;

namespace Sidecar.Boot.Monitor.Guests;

/// <summary>A guest of a few bytes in real mode, one page of VTL0's memory a VP, with a counter in it: where a whole guest would only be in the way.</summary>
public static class TinyGuest
{
    /// <summary>Offset of the counter, 32 bits.</summary>
    public const int Counter = 0x100;

    /// <summary>Where <see cref="CountAndAsk"/> has a loop without end.</summary>
    public const ulong SpinAddress = 0x20;

    private const int PageSize = 0x1000;
    private const ulong RealMode = 0x10;
    private const ulong Flags = 2;
    private const ulong NoBreakpoints = 0x400;
    private const ushort Code = 0x9b;
    private const ushort Data = 0x93;
    private const uint Limit = 0xffff;

    /// <summary>inc dword [0x100]; cpuid; and again. At <see cref="SpinAddress"/>: a loop without end.</summary>
    public static ReadOnlySpan<byte> CountAndAsk =>
    [
        0x66, 0xff, 0x06, 0x00, 0x01, 0x0f, 0xa2, 0xeb, 0xf7, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0xeb, 0xfe,
    ];

    /// <summary>Puts code at the start of the VP's page, zero elsewhere, and lets the guest begin there. False when there is no memory or the registers were refused.</summary>
    /// <param name="session">The session.</param>
    /// <param name="vp">The VP.</param>
    /// <param name="code">At most 256 bytes.</param>
    public static bool TryPrepare<THost>(ref Session<THost> session, uint vp, scoped ReadOnlySpan<byte> code)
        where THost : struct, IMonitorHost
    {
        if (!TryMap(in session, vp, out var memory))
        {
            return session.FailVp(vp, "there is no memory for its guest"u8);
        }

        memory.Clear();
        code.CopyTo(memory);
        var start = Address(in session, vp);
        // Whatever ran there before: real mode, awake, nothing pending.
        Span<HvRegisterAssoc> registers = stackalloc HvRegisterAssoc[]
        {
            HvRegisterAssoc.From(HvRegisterName.Cr0, RealMode),
            HvRegisterAssoc.From(HvRegisterName.Cr4, 0),
            HvRegisterAssoc.From(HvRegisterName.Efer, 0),
            HvRegisterAssoc.From(HvRegisterName.Dr7, NoBreakpoints),
            new() { Name = HvRegisterName.Cs, Value = Segment(start, Code) },
            new() { Name = HvRegisterName.Ds, Value = Segment(start, Data) },
            new() { Name = HvRegisterName.Ss, Value = Segment(start, Data) },
            HvRegisterAssoc.From(HvRegisterName.PendingEvent0, 0),
            HvRegisterAssoc.From(HvRegisterName.PendingInterruption, 0),
            HvRegisterAssoc.From(HvRegisterName.InterruptState, 0),
            GuestEvents.NotifyDeliverable(false),
            GuestEvents.Awake,
        };
        var guest = session.GuestVpOf(vp);
        return session.Expect(
            guest.SetRegisters(registers) && GuestCpu.SetFlags(ref guest, Flags) && GuestCpu.SetRip(ref guest, 0), vp, "writing its guest's registers failed"u8);
    }

    /// <summary>Lets the guest go on elsewhere.</summary>
    /// <param name="session">The session.</param>
    /// <param name="vp">The VP.</param>
    /// <param name="address">Offset in its page.</param>
    public static bool TryGoTo<THost>(ref Session<THost> session, uint vp, ulong address)
        where THost : struct, IMonitorHost
    {
        var guest = session.GuestVpOf(vp);
        return session.Expect(GuestCpu.SetRip(ref guest, address), vp, "writing RIP failed"u8);
    }

    /// <summary>Waits for the end of a run of <see cref="CountAndAsk"/>, which CPUID ends, and steps over that.</summary>
    public static bool EndRun<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        if (!session.End(vp))
        {
            return false;
        }

        var guest = session.GuestVpOf(vp);
        var message = guest.CommandPage.InterceptMessage;
        return session.Expect(
            guest.CommandPage.RunResponse.Intercept == 1 && message.Header.Typ == HvMessageType.HvMessageTypeX64CpuidIntercept, vp, "RUN_VP did not end with CPUID's intercept"u8)
            && GuestCpu.Advance(ref guest, message.PayloadAs<HvX64CpuidInterceptMessage>().Header);
    }

    /// <summary>What the guest has counted; 0 when there is no memory.</summary>
    public static uint Counted<THost>(in Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
        => TryMap(in session, vp, out var memory)
            ? ProcessorMemory.Load(ref Unsafe.As<byte, uint>(ref MemoryMarshal.GetReference(memory[Counter..])))
            : 0;

    private static bool TryMap<THost>(in Session<THost> session, uint vp, out Span<byte> memory)
        where THost : struct, IMonitorHost
        => session.GuestMemory.TryMap(Address(in session, vp), PageSize, out memory);

    private static ulong Address<THost>(in Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
        => session.GuestMemory.Block.Start + (vp * (ulong)PageSize);

    private static HvRegisterValue Segment(ulong @base, ushort attributes)
    {
        Span<byte> bytes = stackalloc byte[16];
        MemoryMarshal.Write(bytes, new HvX64SegmentRegister { Base = @base, Limit = Limit, Attributes = attributes });
        return MemoryMarshal.Read<HvRegisterValue>(bytes);
    }
}
