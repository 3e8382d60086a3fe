using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Trace;

/// <summary>Start of a VP's trace ring, 64 bytes; the records follow. Written by the VP alone, read by the host at any time.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
[WireLayout(64, Padding = 36)]
public struct TraceRingHeader
{
    /// <summary>"SIDETRAC", little-endian.</summary>
    public const ulong ExpectedMagic = 0x4341_5254_4544_4953;

    /// <summary><see cref="ExpectedMagic"/> once the VP is up.</summary>
    [FieldOffset(0)]
    public ulong Magic;

    /// <summary>1.</summary>
    [FieldOffset(8)]
    public uint Version;

    /// <summary>The VP's index in the machine.</summary>
    [FieldOffset(12)]
    public uint VpIndex;

    /// <summary>Number of records the ring holds.</summary>
    [FieldOffset(16)]
    public uint Capacity;

    /// <summary>
    /// Number of records ever written, stored after the record itself. Record i is at slot i modulo <see cref="Capacity"/>. A reader takes Count, copies,
    /// takes Count again, and drops what may have been overwritten between.
    /// </summary>
    [FieldOffset(24)]
    public ulong Count;
}
