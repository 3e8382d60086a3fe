using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>I/O ports (Port.asm).</summary>
public static unsafe class Port
{
    /// <summary>Reads one byte.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_read_port")]
    public static extern byte Read(ushort port);

    /// <summary>Writes one byte.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_write_port")]
    public static extern void Write(ushort port, byte value);

    /// <summary>Writes two bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_write_port16")]
    public static extern void Write(ushort port, ushort value);

    /// <summary>Writes four bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_write_port32")]
    public static extern void Write(ushort port, uint value);
}
