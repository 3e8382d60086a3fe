using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Guests;

/// <summary>The guests' assembler routines (Calls.asm, Guarded.asm, DeviceForms.asm, State.asm).</summary>
internal static unsafe class GuestCalls
{
    /// <summary>Executes an instruction that may fault: 1 when it did not.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_try")]
    internal static extern ulong Try(Operation operation, ulong first, ulong second);

    /// <summary>This VP's data.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_vp_data")]
    internal static extern VpData* VpData();

    /// <summary>IN of 16 bits.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_in16")]
    internal static extern ushort In16(ushort port);

    /// <summary>IN of 32 bits.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_in32")]
    internal static extern uint In32(ushort port);

    /// <summary>REP OUTSB.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_outs8")]
    internal static extern void Outs8(ushort port, void* data, ulong count);

    /// <summary>REP OUTSW.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_outs16")]
    internal static extern void Outs16(ushort port, void* data, ulong count);

    /// <summary>REP OUTSD.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_outs32")]
    internal static extern void Outs32(ushort port, void* data, ulong count);

    /// <summary>REP INSB.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_ins8")]
    internal static extern void Ins8(ushort port, void* data, ulong count);

    /// <summary>REP INSW.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_ins16")]
    internal static extern void Ins16(ushort port, void* data, ulong count);

    /// <summary>REP INSD.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_ins32")]
    internal static extern void Ins32(ushort port, void* data, ulong count);

    /// <summary>VMMCALL with RCX, RDX, R8; gives RAX.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_hypercall")]
    internal static extern ulong Hypercall(ulong code, ulong rdx, ulong r8);

    /// <summary>INT3 with RAX; gives RAX.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_breakpoint")]
    internal static extern ulong Breakpoint(ulong value);

    /// <summary>HLT with interrupts on; off again afterwards.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_halt")]
    internal static extern void Halt();

    /// <summary>A fault that cannot be delivered.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_triple_fault")]
    internal static extern void TripleFault();

    /// <summary>Instructions of many forms with an operand in a device of 32 bytes or more; the number of the one that went wrong, or 0.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_device_forms")]
    internal static extern ulong DeviceForms(ulong device, ulong* buffer);

    /// <summary>Loads all registers, spins, exits, spins, stores all registers.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_hold")]
    internal static extern void Hold(RegisterState* loaded, RegisterState* seen, ulong spins, ulong bases);

    /// <summary>Allows RDFSBASE and its kin.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "guest_enable_base_instructions")]
    internal static extern void EnableBaseInstructions();
}
