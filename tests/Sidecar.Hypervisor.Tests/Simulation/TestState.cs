using System.Collections.Generic;
using System.Runtime.InteropServices;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Tests.Simulation;

/// <summary>State of a <see cref="TestMachine"/>.</summary>
public sealed unsafe class TestState
{
    /// <summary>Bytes of physical memory.</summary>
    public const ulong MemorySize = 64UL << 20;

    private Fxsave _x87;

    internal TestState() => Memory = (byte*)NativeMemory.AlignedAlloc((nuint)MemorySize, 4096);

    ~TestState() => NativeMemory.AlignedFree(Memory);

    /// <summary>Physical address 0. Not cleared.</summary>
    public byte* Memory { get; }

    /// <summary>Time stamp counter; each pause is a tick.</summary>
    public ulong Timestamp { get; set; }

    /// <summary>Model-specific registers that exist.</summary>
    public Dictionary<uint, ulong> Msrs { get; } = [];

    /// <summary>CPUID's answers.</summary>
    public Dictionary<(uint Leaf, uint Subleaf), (uint Eax, uint Ebx, uint Ecx, uint Edx)> CpuidLeaves { get; } = [];

    /// <summary>DR0 to DR3.</summary>
    public ulong[] DebugRegisters { get; } = new ulong[4];

    /// <summary>x87 registers.</summary>
    public ref Fxsave X87 => ref _x87;

    /// <summary>XCR0.</summary>
    public ulong Xcr0 { get; set; } = 1;

    /// <summary>What was done that has no other trace.</summary>
    public List<string> Log { get; } = [];

    /// <summary>What was printed.</summary>
    public string Output { get; set; } = "";
}
