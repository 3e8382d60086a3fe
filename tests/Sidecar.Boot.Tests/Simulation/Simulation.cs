using System;
using System.Collections.Generic;
using System.Text;
using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>A PC as far as the shim touches it: memory, ports, CPUID, MSRs, processors that wait for a start-up interrupt.</summary>
internal sealed class Simulation
{
    public const int MemorySize = 48 << 20;
    public const ulong ImageStart = 0x10_0000;
    public const ulong ImageEnd = 0x14_0000;

    /// <summary>CPUID 1, ECX: x2APIC and hypervisor present.</summary>
    public const uint X2ApicAndHypervisor = (1U << 21) | (1U << 31);

    private ulong _timestamp;

    public Simulation()
    {
        Leaves[0] = new(0x15, 0x68747541, 0x444d4163, 0x69746e65);
        Leaves[1] = new(0, 0, X2ApicAndHypervisor, 0);
        // 1 GHz: 25 MHz times 40.
        Leaves[0x15] = new(1, 40, 25_000_000, 0);
        Leaves[0x8000_0000] = new(0x8000_0001, 0, 0, 0);
        Leaves[0x8000_0001] = new(0, 0, 0, 1U << 20);
        Leaves[0x4000_0000] = new(0x4000_0000, 0x474d4953, 0x474d4953, 0x474d4953);
        Registers[0x1b] = 0xfee0_0900;
        Registers[0x802] = 0;
    }

    public byte[] Memory { get; } = new byte[MemorySize];

    public Dictionary<uint, CpuidRegisters> Leaves { get; } = [];

    public Dictionary<uint, ulong> Registers { get; } = [];

    public Dictionary<ushort, byte> Ports { get; } = [];

    public FirmwareDevice Firmware { get; } = new();

    public IntervalTimerDevice? Timer { get; set; }

    public StringBuilder Console { get; } = new();

    /// <summary>Every write to the x2APIC's interrupt command register.</summary>
    public List<ulong> InterruptCommands { get; } = [];

    /// <summary>APIC ids of processors that never start.</summary>
    public HashSet<uint> Dead { get; } = [];

    /// <summary>APIC ids of processors that need a second start-up interrupt.</summary>
    public HashSet<uint> Slow { get; } = [];

    public (ulong Page, ulong Mailbox, uint Count, ulong Stacks) Trampoline { get; set; }

    /// <summary>What the kernel's entry does; the default starts.</summary>
    public Func<ulong, ulong, ulong, bool> Kernel { get; set; } = (_, _, _) => true;

    /// <summary>Where Linux was entered, and its boot_params.</summary>
    public (ulong Entry, ulong Parameters)? Linux { get; set; }

    /// <summary>Ticks that a look at the time stamp counter takes.</summary>
    public ulong TicksPerLook { get; set; } = 1_000;

    public ulong Timestamp => _timestamp += TicksPerLook;

    /// <summary>The time stamp counter, without the time that a look takes.</summary>
    public ulong Now => _timestamp;

    public string[] Lines => Console.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Makes this the machine of the calling thread.</summary>
    public void Use() => SimulatedMachine.Current = this;
}
