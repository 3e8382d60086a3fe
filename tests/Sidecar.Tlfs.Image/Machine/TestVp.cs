using System.Runtime.InteropServices;

namespace Sidecar.Tlfs.Image.Machine;

/// <summary>What the suite knows of a VP: one page, at GS base while VTL2 runs (Vp.inc).</summary>
[StructLayout(LayoutKind.Explicit, Size = 4096)]
internal unsafe struct TestVp
{
    [FieldOffset(0)]
    internal TestVp* Self;

    [FieldOffset(8)]
    internal ulong Recovery;

    [FieldOffset(16)]
    internal ulong RecoveryRsp;

    [FieldOffset(24)]
    internal ulong Vector;

    [FieldOffset(32)]
    internal ulong ErrorCode;

    [FieldOffset(40)]
    internal ulong FaultAddress;

    [FieldOffset(48)]
    internal ulong FaultRip;

    [FieldOffset(56)]
    internal ulong Code;

    [FieldOffset(64)]
    internal ulong Scratch;

    /// <summary>NMIs taken.</summary>
    [FieldOffset(72)]
    internal ulong Nmis;

    /// <summary>VP index.</summary>
    [FieldOffset(80)]
    internal uint Index;

    /// <summary>APIC id.</summary>
    [FieldOffset(84)]
    internal uint ApicId;

    /// <summary>Times that its CPU came to ap_main.</summary>
    [FieldOffset(88)]
    internal uint Arrivals;

    /// <summary>1 while a task waits or runs.</summary>
    [FieldOffset(92)]
    internal uint Busy;

    /// <summary>The task.</summary>
    [FieldOffset(96)]
    internal delegate*<TestVp*, void> Task;

    /// <summary>What it is told and what it answers.</summary>
    [FieldOffset(104)]
    internal ulong Argument;

    /// <summary>Set when an exception came where none was expected: 1 + the vector.</summary>
    [FieldOffset(112)]
    internal ulong Died;

    /// <summary>Top of its stack.</summary>
    [FieldOffset(120)]
    internal ulong StackTop;

    /// <summary>Page for hypercall input; the next one is for output.</summary>
    [FieldOffset(128)]
    internal byte* Input;

    /// <summary>Page for hypercall output.</summary>
    [FieldOffset(136)]
    internal byte* Output;

    /// <summary>Its assist page.</summary>
    [FieldOffset(144)]
    internal byte* Assist;

    /// <summary>Registers of what it executes.</summary>
    [FieldOffset(152)]
    internal CpuState* State;

    /// <summary>Registers of its guest.</summary>
    [FieldOffset(160)]
    internal CpuState* GuestState;

    /// <summary>Its guest's pages: code, stack, data, page tables (Guests.GuestMemory).</summary>
    [FieldOffset(168)]
    internal byte* Guest;

    /// <summary>A page for snippets of code.</summary>
    [FieldOffset(176)]
    internal byte* Snippet;

    /// <summary>Interrupts taken, by vector.</summary>
    [FieldOffset(2048)]
    internal fixed uint Counts[256];
}
