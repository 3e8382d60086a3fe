using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.X64;

namespace Sidecar.Simulation.Hypervisor;

/// <summary>VTL0 of one VP: the registers that a run loads and saves, and the script that stands for the guest's code.</summary>
public sealed class GuestVp
{
    private readonly ulong[] _registers = new ulong[16];

    /// <summary>What the guest does when it is entered: it may change the registers, and says how its run ends.</summary>
    public Func<GuestVp, GuestExit> Code { get; set; } = _ => GuestExit.UntilInterrupt;

    /// <summary>x87 and SSE state.</summary>
    public Fxsave FxState { get; set; }

    /// <summary>VTL returns so far.</summary>
    public int Entries { get; internal set; }

    /// <summary>VTL returns that ended before the guest's first instruction because an interrupt pended.</summary>
    public int EntriesCutShort { get; internal set; }

    /// <summary>A general register, by its number in the instruction encoding, with CR2 in RSP's place.</summary>
    /// <param name="number">As <see cref="CpuContextX64"/> has them.</param>
    public ulong this[int number]
    {
        get => _registers[number];
        set => _registers[number] = value;
    }
}
