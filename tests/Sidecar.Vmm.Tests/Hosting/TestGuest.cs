using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;
using Sidecar.Tests;
using Sidecar.Vmm.Exits;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Tests.Hosting;

/// <summary>
/// A VP and its guest in the test's own memory: pages, registers, VTL0's memory, and what the VMM asked for. VTL0's memory lies elsewhere than the guest has it, between bytes
/// that nobody may change.
/// </summary>
internal sealed unsafe class TestGuest : GuestMessages, IDisposable
{
    public const ulong BlockStart = 0x7_4000_0000;
    public const ulong BlockSize = GuestLayout.LeastBlock + GuestLayout.LargePage;
    public const ulong LowStart = GuestLayout.Flat;
    public const ulong LowSize = GuestLayout.FlatSize;
    public const ulong Device = 0x40_0000_0000;
    public const uint Index = 3;

    private const int Fence = 4096;
    private const byte FenceByte = 0xa7;
    private const int PageShift = 12;

    private readonly byte* _memory;
    private readonly byte* _block;
    private readonly byte* _low;
    private CommandPage _commandPage;
    private HvX64RegisterPage _registerPage;
    private GuestState _guest;

    /// <summary>A guest that is ready to run, in 64-bit code.</summary>
    /// <param name="hasRegisterPage">Whether the hypervisor keeps a register page.</param>
    public TestGuest(bool hasRegisterPage = true)
    {
        var size = (3 * Fence) + (int)BlockSize + (int)LowSize;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)size);
        _block = _memory + Fence;
        _low = _block + BlockSize + Fence;
        foreach (var fence in Fences())
        {
            new Span<byte>(_memory + fence, Fence).Fill(FenceByte);
        }

        HasRegisterPage = hasRegisterPage;
        this[HvRegisterName.Rip] = HvRegisterValue.From(GuestFile.Entry);
        this[HvRegisterName.Rflags] = HvRegisterValue.From(2);
        _guest.Phase = GuestPhase.Ready;
    }

    /// <summary>Whether the hypervisor keeps a register page.</summary>
    public bool HasRegisterPage { get; }

    /// <summary>Whether every command is refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>Commands so far: registers read, registers written, translations.</summary>
    public int Commands { get; private set; }

    /// <summary>What was written by command, in that order.</summary>
    public List<HvRegisterAssoc> Written { get; } = [];

    /// <summary>The translation of a guest-virtual page; guest-virtual addresses are offsets in the block unless this says otherwise.</summary>
    public Func<ulong, TranslateGvaControlFlagsX64, (TranslateGvaResultCode Code, ulong Page)> Translation { get; set; }
        = (page, _) => (TranslateGvaResultCode.SUCCESS, page + (BlockStart >> PageShift));

    /// <summary>Lines that were printed.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The pieces that VTL0 has.</summary>
    public GuestMemory Vtl0 => new(BlockOf(BlockSize), new(LowStart, _low, LowSize));

    public ref CommandPage CommandPage => ref _commandPage;

    public ref HvX64RegisterPage RegisterPage => ref _registerPage;

    public ref GuestState State => ref _guest;

    /// <summary>The block, by offset: by guest-virtual address.</summary>
    public Span<byte> Block => new(_block, (int)BlockSize);

    /// <summary>The piece below 1 MiB.</summary>
    public Span<byte> Low => new(_low, (int)LowSize);

    /// <summary>The general registers as they are on the command page.</summary>
    public Span<ulong> Gps => _commandPage.CpuContext.Gps;

    /// <inheritdoc/>
    public override ulong Rip => this[HvRegisterName.Rip].Low;

    /// <summary>The flags that the guest goes on with.</summary>
    public RFlags Flags => new() { Raw = this[HvRegisterName.Rflags].Low };

    /// <inheritdoc/>
    protected override uint Vp => Index;

    private Dictionary<HvRegisterName, HvRegisterValue> Registers { get; } = [];

    /// <summary>A register of VTL0 as it is when the guest goes on: what is marked as changed on the register page is part of that.</summary>
    public HvRegisterValue this[HvRegisterName name]
    {
        get => name switch
        {
            HvRegisterName.Rip when _registerPage.Dirty.InstructionPointer => HvRegisterValue.From(_registerPage.Rip),
            HvRegisterName.Rflags when _registerPage.Dirty.Flags => HvRegisterValue.From(_registerPage.Rflags),
            _ => Registers.GetValueOrDefault(name),
        };
        set => Registers[name] = value;
    }

    /// <summary>The exception that pends; null for none.</summary>
    public (ExceptionVector Vector, uint? ErrorCode, ulong Parameter)? Pending
    {
        get
        {
            var value = this[HvRegisterName.PendingEvent0];
            var pending = new HvX64PendingExceptionEvent { Low = value.Low, High = value.High };
            return pending.EventPending ? ((ExceptionVector)pending.Vector, pending.DeliverErrorCode ? pending.ErrorCode : null, pending.ExceptionParameter) : null;
        }
    }

    /// <summary>The guest runs until this exit, and the VMM deals with it.</summary>
    public TestGuest Exit(HvMessage message)
    {
        Enter();
        _commandPage.RunResponse.Intercept = 1;
        _commandPage.InterceptMessage = message;
        return EndRun();
    }

    /// <summary>The guest runs until something else ends that.</summary>
    public TestGuest Stop()
    {
        Enter();
        _commandPage.RunResponse.Intercept = 0;
        return EndRun();
    }

    /// <summary>The first bytes of the block as all of it.</summary>
    public GuestRegion BlockOf(ulong length) => new(BlockStart, _block, length);

    /// <summary>Whether memory beside VTL0's is as it was.</summary>
    public bool IsContained()
    {
        foreach (var fence in Fences())
        {
            if (new Span<byte>(_memory + fence, Fence).IndexOfAnyExcept(FenceByte) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(_memory);

    internal bool Get(ReadOnlySpan<HvRegisterName> names, Span<HvRegisterValue> values)
    {
        Commands++;
        for (var i = 0; i < names.Length; i++)
        {
            // Past what is marked as changed on the register page: the hypervisor has not seen it yet.
            values[i] = Refuses ? default : Registers.GetValueOrDefault(names[i]);
        }

        return !Refuses;
    }

    internal bool Set(ReadOnlySpan<HvRegisterAssoc> registers)
    {
        Commands++;
        foreach (var register in Refuses ? default : registers)
        {
            Written.Add(register);
            Registers[register.Name] = register.Value;
        }

        return !Refuses;
    }

    internal bool Translate(ulong page, TranslateGvaControlFlagsX64 flags, out TranslateVirtualAddressExOutputX64 result)
    {
        Commands++;
        var (code, physical) = Translation(page, flags);
        result = Refuses ? default : new() { GpaPage = physical, TranslationResult = new() { Result = new() { ResultCode = code } } };
        return !Refuses;
    }

    internal void Print(ReadOnlySpan<byte> text) => Lines.Add(Encoding.ASCII.GetString(text));

    private static IEnumerable<int> Fences() => [0, Fence + (int)BlockSize, (2 * Fence) + (int)BlockSize + (int)LowSize];

    private TestGuest EndRun()
    {
        _guest.Phase = GuestPhase.Running;
        var vp = new TestVp(this);
        GuestExits.EndRun(ref vp);
        return this;
    }

    /// <summary>What the hypervisor does when the guest is entered and left: takes over what changed on the register page, and fills it anew.</summary>
    private void Enter()
    {
        Registers[HvRegisterName.Rip] = this[HvRegisterName.Rip];
        Registers[HvRegisterName.Rflags] = this[HvRegisterName.Rflags];
        _registerPage = new() { IsValid = (byte)(HasRegisterPage ? 1 : 0) };
        _registerPage.Rip = Rip;
        _registerPage.Rflags = Flags.Raw;
        _registerPage.GpRegisters[4] = this[HvRegisterName.Rsp].Low;
        for (var segment = 0; segment < 6; segment++)
        {
            _registerPage.Segment[segment] = this[HvRegisterName.Es + (uint)segment].ToSegment();
        }
    }
}
