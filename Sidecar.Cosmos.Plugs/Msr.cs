using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Model-specific registers (Msr.asm).</summary>
public static unsafe class Msr
{
    /// <summary>Reads a register that is known to exist.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_msr")]
    public static extern ulong Read(uint register);

    /// <summary>Writes a register that is known to take the value.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_write_msr")]
    public static extern void Write(uint register, ulong value);

    /// <summary>Reads a register; 0 when the CPU refuses, 1 otherwise. Needs an exception handler that honours <see cref="Fixups"/>.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_try_read_msr")]
    public static extern uint TryRead(uint register, ulong* value);

    /// <summary>Writes a register; 0 when the CPU refuses, 1 otherwise. Needs an exception handler that honours <see cref="Fixups"/>.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_try_write_msr")]
    public static extern uint TryWrite(uint register, ulong value);

    /// <summary>Sends a fixed interrupt by the x2APIC, after making all earlier stores visible.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_send_interrupt")]
    public static extern void SendInterrupt(uint apicId, byte vector);
}
