using System.Runtime;
using System.Runtime.CompilerServices;
using Sidecar.Cosmos.Interrupts;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Plugs.Image.Machine;

/// <summary>The assembly of this image: checked calls of plugs, real faults, the other side of switches.</summary>
internal static unsafe class Probes
{
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "checked_call_guarded")]
    internal static extern uint CallGuarded(void* function, void* argument, GuardFrame* guard);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "checked_vtl_return")]
    internal static extern uint VtlReturn(void* context, void* returnSequence, HvVpAssistPage* assist, byte* status);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "checked_hypercall")]
    internal static extern ulong Hypercall(void* page, ulong unused, ulong input, ulong control, ulong output);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "checked_cpuid")]
    internal static extern void Cpuid(uint leaf, uint subleaf, uint* result);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "checked_wait_for_interrupt")]
    internal static extern void WaitForInterrupt();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "checked_wait_for_interrupt_or_store")]
    internal static extern void WaitForInterruptOrStore(byte* location, byte value);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "checked_open_interrupt_window")]
    internal static extern void OpenInterruptWindow();

    /// <summary>What the last checked call left.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_call_state")]
    internal static extern CallState* State();

    /// <summary>Where a fault of a kind has to be reported.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "fault_site")]
    internal static extern ulong FaultSite(FaultKind kind);

    /// <summary>Raises a fault: a kind and its operand.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "fault_raise_address")]
    internal static extern void* FaultRaise();

    /// <summary>"int vector", the vector in a quadword.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "fault_interrupt_address")]
    internal static extern void* FaultInterrupt();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_block")]
    internal static extern SwitchBlock* Block();

    /// <summary>A VTL return sequence behind which the block's VTL0 runs.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_vtl0")]
    internal static extern void* Vtl0();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_nmi")]
    internal static extern void Nmi();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_request")]
    internal static extern void Request();

    /// <summary>RFLAGS.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_flags")]
    internal static extern ulong Flags();

    /// <summary>As if an NMI had come right before an instruction of a plug that was called from here; what the plug returns.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "checked_nmi_at")]
    internal static extern uint NmiAt(ulong instruction);

    /// <summary>The hlt of the wait.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_hlt")]
    internal static extern ulong Hlt();

    /// <summary>The mwait of the wait.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_mwait")]
    internal static extern ulong Mwait();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_wreck_vectors")]
    internal static extern void WreckVectors();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_hypercall_page")]
    internal static extern void* HypercallPage();

    /// <summary>RCX, RDX and R8 of the last hypercall.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_hypercall")]
    internal static extern ulong* LastHypercall();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_count_interrupt")]
    internal static extern ulong CountInterrupt();

    /// <summary>Interrupts counted.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_interrupts")]
    internal static extern ulong* Interrupts();

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_load_segments")]
    internal static extern void LoadSegments(ushort code, ushort data);

    /// <summary>Sixteen pages, zeroed.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_pages")]
    internal static extern byte* Pages();

    /// <summary>The instruction that writes DR6.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "probe_write_dr6")]
    internal static extern ulong WriteDr6();
}
