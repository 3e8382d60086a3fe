using System;
using System.Collections.Generic;
using System.Linq;
using Sidecar.Monitor.Tests.Hosting;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Hypervisor;
using Sidecar.Tests;

namespace Sidecar.Monitor.Tests.Guests;

/// <summary>
/// Stands for a guest's code on one VP: a row of exits. Each is made when the guest is entered, by a function that sees the registers that the VMM left after the
/// one before.
/// </summary>
internal sealed class GuestScript : GuestMessages
{
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
    public override ulong Rip => this[HvRegisterName.Rip].Low;

    /// <inheritdoc/>
    protected override uint Vp => _vp;

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

    public HvMessage PortString(ushort port, byte size, HvInterceptAccessType access, GuestVp guest, bool repeat)
        => PortString(port, size, access, [.. Enumerable.Range(0, 16).Select(register => guest[register])], repeat);
}
