using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Debug registers (Debug.asm).</summary>
public static unsafe class DebugRegisters
{
    /// <summary>Reads DR0.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_dr0")]
    public static extern ulong Read0();

    /// <summary>Writes DR0; 0 when the CPU refuses, 1 otherwise.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_try_write_dr0")]
    public static extern uint TryWrite0(ulong value);

    /// <summary>Reads DR1.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_dr1")]
    public static extern ulong Read1();

    /// <summary>Writes DR1; 0 when the CPU refuses, 1 otherwise.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_try_write_dr1")]
    public static extern uint TryWrite1(ulong value);

    /// <summary>Reads DR2.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_dr2")]
    public static extern ulong Read2();

    /// <summary>Writes DR2; 0 when the CPU refuses, 1 otherwise.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_try_write_dr2")]
    public static extern uint TryWrite2(ulong value);

    /// <summary>Reads DR3.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_dr3")]
    public static extern ulong Read3();

    /// <summary>Writes DR3; 0 when the CPU refuses, 1 otherwise.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_try_write_dr3")]
    public static extern uint TryWrite3(ulong value);

    /// <summary>Reads DR6.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_dr6")]
    public static extern ulong Read6();

    /// <summary>Writes DR6; 0 when the CPU refuses, 1 otherwise.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_try_write_dr6")]
    public static extern uint TryWrite6(ulong value);
}
