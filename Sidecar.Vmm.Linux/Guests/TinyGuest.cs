using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Linux.Scenarios;
using Sidecar.Vmm.Registers;

namespace Sidecar.Vmm.Linux.Guests;

/// <summary>
/// A guest of a few bytes in real mode, in a page of VTL0's memory of its VP's own, which counts its runs: where a whole guest would only be in the way. No other guest may be loaded beside it.
/// </summary>
/// <param name="vp">The VP.</param>
/// <param name="vtl0">VTL0.</param>
internal sealed class TinyGuest(SidecarVp vp, Vtl0 vtl0)
{
    /// <summary>Where it counts one and asks CPUID, which is an exit.</summary>
    public const ulong AskAddress = 0;

    /// <summary>Where it counts for ever.</summary>
    public const ulong SpinAddress = 0x20;

    private const int PageSize = 0x1000;
    private const int AskedOffset = 0x100;
    private const int SpunOffset = 0x104;
    private const ulong RealMode = 0x10;
    private const ulong Flags = 2;
    private const ulong NoBreakpoints = 0x400;
    private const ushort Code = 0x9b;
    private const ushort Data = 0x93;
    private const uint Limit = 0xffff;

    /// <summary>Runs that went to the exit, as the guest has counted them. Wraps.</summary>
    public uint Asked => Read(AskedOffset);

    /// <summary>Turns of the loop without end. Wraps.</summary>
    public uint Spun => Read(SpunOffset);

    /// <summary>Where its page is: its physical address, and its linear one too, for it has no paging.</summary>
    public ulong Address => vtl0.Memory.Block.Start + (vp.Index * (ulong)PageSize);

    /// <summary>0: inc dword [0x100]; cpuid; jmp 0. 0x20: inc dword [0x104]; jmp 0x20.</summary>
    private static ReadOnlySpan<byte> Program =>
    [
        0x66, 0xff, 0x06, 0x00, 0x01, 0x0f, 0xa2, 0xeb, 0xf7, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0x66, 0xff, 0x06, 0x04, 0x01, 0xeb, 0xf9,
    ];

    /// <summary>Puts the program into the VP's page; the counts begin anew.</summary>
    public void Load()
    {
        var memory = Memory();
        memory.Clear();
        Program.CopyTo(memory);
    }

    /// <summary>Registers with which the guest begins, whatever ran on the VP before: real mode, awake, nothing pending.</summary>
    /// <param name="address">Where in its page.</param>
    public HvRegisterAssoc[] Registers(ulong address) =>
    [
        HvRegisterAssoc.From(HvRegisterName.Cr0, RealMode),
        HvRegisterAssoc.From(HvRegisterName.Cr4, 0),
        HvRegisterAssoc.From(HvRegisterName.Efer, 0),
        HvRegisterAssoc.From(HvRegisterName.Dr7, NoBreakpoints),
        HvRegisterAssoc.From(HvRegisterName.Rflags, Flags),
        HvRegisterAssoc.From(HvRegisterName.Rip, address),
        new() { Name = HvRegisterName.Cs, Value = Segment(Code) },
        new() { Name = HvRegisterName.Ds, Value = Segment(Data) },
        new() { Name = HvRegisterName.Ss, Value = Segment(Data) },
        HvRegisterAssoc.From(HvRegisterName.PendingEvent0, 0),
        HvRegisterAssoc.From(HvRegisterName.PendingInterruption, 0),
        HvRegisterAssoc.From(HvRegisterName.InterruptState, 0),
        GuestEvents.NotifyDeliverable(false),
        GuestEvents.Awake,
    ];

    /// <summary>Lets the guest begin, on a CPU of the sidecar's.</summary>
    /// <param name="address">Where in its page.</param>
    public async Task PrepareAsync(ulong address)
    {
        // What was written to the register page before would win over the command.
        vp.RegisterPage.Dirty = default;
        await vp.SetRegistersAsync(Registers(address));
    }

    /// <summary>Lets the guest begin, on Linux's own CPU. False when that was refused.</summary>
    /// <param name="channel">A channel there.</param>
    /// <param name="address">Where in its page.</param>
    public bool TryPrepare(SidecarChannel channel, ulong address)
    {
        vp.RegisterPage.Dirty = default;
        return channel.SetRegisters(Registers(address));
    }

    /// <summary>Runs the guest from <see cref="AskAddress"/> to its exit, whatever it did before.</summary>
    public async Task AskAsync()
    {
        await PrepareAsync(AskAddress);
        Expect(await vp.RunAsync());
    }

    /// <summary>Runs the guest on until it is stopped.</summary>
    /// <param name="cancellation">Stops it.</param>
    public async Task SpinAsync(CancellationToken cancellation)
        => Steps.Expect((await vp.RunAsync(cancellation)).IsStopped, $"{vp}: a guest without end was intercepted by {vp.Intercept.Kind}");

    /// <summary>Looks whether a run came to the exit, and lets the next one go on behind it.</summary>
    /// <exception cref="StepException">It did not.</exception>
    public void Expect(RunResult result)
    {
        if (!TryExpect(result))
        {
            throw new StepException($"{vp}: a run to CPUID was {result} by {vp.Intercept.Kind}, or there is no register page after it");
        }
    }

    /// <summary>As <see cref="Expect"/>, for loops that must not even prepare a message.</summary>
    public bool TryExpect(RunResult result)
    {
        ref var page = ref vp.RegisterPage;
        if (!result.IsIntercepted || vp.Intercept.Kind != HvMessageType.HvMessageTypeX64CpuidIntercept || page.IsValid == 0)
        {
            return false;
        }

        ref readonly var header = ref vp.Intercept.Header;
        page.Rip = header.Rip + (header.InstructionLengthAndCr8 & 15u);
        page.Dirty.InstructionPointer = true;
        return true;
    }

    private uint Read(int offset) => Volatile.Read(ref MemoryMarshal.AsRef<uint>(Memory()[offset..]));

    private Span<byte> Memory() => vtl0.Memory.TryMap(Address, PageSize, out var memory) ? memory : throw new StepException($"{vp} has no page of VTL0's memory");

    private HvRegisterValue Segment(ushort attributes)
    {
        Span<byte> bytes = stackalloc byte[16];
        MemoryMarshal.Write(bytes, new HvX64SegmentRegister { Base = Address, Limit = Limit, Attributes = attributes });
        return new HvRegisterValue { Low = BinaryPrimitives.ReadUInt64LittleEndian(bytes), High = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) };
    }
}
