using System.Runtime;
using System.Runtime.CompilerServices;
using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Image.Hypervisor;

/// <summary>The hypervisor's assembler routines (Hypervisor.asm).</summary>
internal static unsafe class HypervisorCalls
{
    /// <summary>Splits this CPU into the hypervisor, to which it returns true, and VTL2, to which it returns false once that runs. VTL2's VMCB, top page table and room for the image's copy, all physical.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_split")]
    public static extern bool Split(ulong vtl2, ulong rootTable, ulong copy);

    /// <summary>The page below the boot processor's stack, which is not mapped.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_stack_guard")]
    public static extern ulong StackGuard();

    /// <summary>Where a parked processor becomes the hypervisor's; it takes a <see cref="ProcessorEntry"/>.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_processor_entry_address")]
    public static extern ulong ProcessorEntryAddress();

    /// <summary>Runs a VP for good.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_run")]
    public static extern void Run(VirtualProcessor* vp);

    /// <summary>Takes the NMI that pends.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_take_nmi")]
    public static extern void TakeNmi();

    /// <summary>Halts until an NMI.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_wait_for_nmi")]
    public static extern void WaitForNmi();

    /// <summary>Address of the NMI gate's code.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_nmi_address")]
    public static extern ulong NmiAddress();

    /// <summary>VMSAVE.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_save")]
    public static extern void Save(ulong vmcb);

    /// <summary>VMLOAD.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_load")]
    public static extern void Load(ulong vmcb);

    /// <summary>x87 registers of the CPU into an FXSAVE image; its SSE part stays.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_save_x87")]
    public static extern void SaveX87(Fxsave* to);

    /// <summary>x87 registers of an FXSAVE image into the CPU.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_load_x87")]
    public static extern void LoadX87(Fxsave* from);

    /// <summary>MXCSR bits that the CPU has; 0 when it does not say.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_mxcsr_mask")]
    public static extern uint MxcsrMask();

    /// <summary>Lets the hypervisor reach XCR0.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_enable_xsave")]
    public static extern void EnableXsave();

    /// <summary>Writes XCR0.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_write_xcr0")]
    public static extern void WriteXcr0(ulong value);

    /// <summary>XCR0.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_read_xcr0")]
    public static extern ulong ReadXcr0();

    /// <summary>The hypervisor's interrupt table, 256 entries.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_interrupt_table")]
    public static extern IdtEntry64* InterruptTable();

    /// <summary>Loads it.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "hypervisor_load_interrupt_table")]
    public static extern void LoadInterruptTable();
}
