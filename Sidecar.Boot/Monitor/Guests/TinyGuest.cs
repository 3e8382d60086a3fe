using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Boot.Monitor.Guests;

/// <summary>A guest of a few bytes in real mode, one page of VTL0's memory a VP, with a counter in it: where a whole guest would only be in the way.</summary>
public static class TinyGuest
{
    /// <summary>Offset of the counter, 32 bits.</summary>
    public const int Counter = 0x100;

    private const int PageSize = 0x1000;
    private const ushort Code = 0x9b;
    private const ushort Data = 0x93;
    private const uint Limit = 0xffff;

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
        Span<HvRegisterAssoc> registers = stackalloc HvRegisterAssoc[3];
        registers[0] = new() { Name = HvRegisterName.Cs, Value = Segment(start, Code) };
        registers[1] = new() { Name = HvRegisterName.Ds, Value = Segment(start, Data) };
        registers[2] = HvRegisterAssoc.From(HvRegisterName.Rip, 0);
        return session.Expect(GuestCpu.Set(ref session, vp, registers), vp, "SET_VP_REGISTERS of CS, DS and RIP failed"u8);
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
