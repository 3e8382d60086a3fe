using System.Runtime.InteropServices;
using Sidecar.Hypervisor.Memory;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Vp;

/// <summary>
/// A virtual processor, which is one CPU: its two VTLs and what they share. Only its own CPU touches it, except for <see cref="Mailbox"/>. The first three
/// fields are the assembler's (Hypervisor.asm), at fixed offsets.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct VirtualProcessor
{
    /// <summary>
    /// General registers in encoding order (RAX, RCX, RDX, RBX, RSP, ...), shared by all VTLs as the TLFS has it. Every slot but RSP's is right whenever C# runs; a VTL's RSP
    /// is in its VMCB.
    /// </summary>
    public Array16<ulong> Gprs;

    /// <summary>SSE state, shared by all VTLs. Right whenever C# runs, but for what is x87's: that stays in the CPU (<see cref="Registers.FloatingPointRegisters{TMachine}"/>).</summary>
    public Fxsave Fx;

    /// <summary>Physical address of the VMCB to run.</summary>
    public ulong CurrentVmcb;

    /// <summary>This structure's VP index.</summary>
    public uint Index;

    /// <summary>Its CPU's APIC id.</summary>
    public uint ApicId;

    /// <summary>The machine's one partition.</summary>
    public Partition* Partition;

    /// <summary>The VTL that runs, or ran last: 0 or 2.</summary>
    public Vtl ActiveVtl;

    /// <summary>The VTL whose VMLOAD state and TSC_AUX are in the CPU; that part of its VMCB is stale. <see cref="Vtl"/> values, or 0xff for none.</summary>
    public byte LoadedVtl;

    /// <summary>VTL0.</summary>
    public VtlState Vtl0;

    /// <summary>VTL2.</summary>
    public VtlState Vtl2;

    /// <summary>HvX64RegisterRegisterPage as VTL2 set it: bit 0 enabled, bits 12 and up the page.</summary>
    public ulong RegisterPage;

    /// <summary>MTRRs, shared by all VTLs.</summary>
    public Mtrrs Mtrrs;

    /// <summary>Bit n: exception n of VTL0 is VTL2's (HvCallInstallIntercept).</summary>
    public uint WantedExceptions;

    /// <summary>Requests of other CPUs.</summary>
    public Mailbox Mailbox;

    /// <summary>Whether its CPU came up; one that did not is never started.</summary>
    public bool Present;

    /// <summary>Physical address of the VMCB that only halts until an interrupt comes: run in place of a halted VTL0.</summary>
    public ulong IdleVmcb;

    /// <summary>Set while the idle VMCB stands for VTL0.</summary>
    public bool Idling;

    /// <summary>Whether the VTL return under way leaves RAX and RCX as they are (HvCallVtlReturn's fast return).</summary>
    public bool FastReturn;

    /// <summary>What VMRUN forgets next time: <see cref="Svm.TlbControl"/>.</summary>
    public uint FlushNext;

    /// <summary>General registers as <see cref="RegisterPage"/> was given them last: what differs there has been written by VTL2.</summary>
    public Array16<ulong> PageGprs;

    /// <summary>Whether an NMI waits for VTL2's next entry.</summary>
    public bool NmiWaits;

    /// <summary>State of a VTL.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="vtl">0 or 2; everything but 2 is taken for 0.</param>
    public static VtlState* StateOf(VirtualProcessor* vp, Vtl vtl) => vtl == Vtl.Vtl2 ? &vp->Vtl2 : &vp->Vtl0;
}
