using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Registers a VP or VTL starts with.</summary>
[StructLayout(LayoutKind.Explicit, Size = 224)]
[WireLayout(224)]
public struct InitialVpContextX64
{
    /// <summary>Entry.</summary>
    [FieldOffset(0)]
    public ulong Rip;

    [FieldOffset(8)]
    public ulong Rsp;

    [FieldOffset(16)]
    public ulong Rflags;

    [FieldOffset(24)]
    public HvX64SegmentRegister Cs;

    [FieldOffset(40)]
    public HvX64SegmentRegister Ds;

    [FieldOffset(56)]
    public HvX64SegmentRegister Es;

    [FieldOffset(72)]
    public HvX64SegmentRegister Fs;

    [FieldOffset(88)]
    public HvX64SegmentRegister Gs;

    [FieldOffset(104)]
    public HvX64SegmentRegister Ss;

    [FieldOffset(120)]
    public HvX64SegmentRegister Tr;

    [FieldOffset(136)]
    public HvX64SegmentRegister Ldtr;

    [FieldOffset(152)]
    public HvX64TableRegister Idtr;

    [FieldOffset(168)]
    public HvX64TableRegister Gdtr;

    [FieldOffset(184)]
    public ulong Efer;

    [FieldOffset(192)]
    public ulong Cr0;

    [FieldOffset(200)]
    public ulong Cr3;

    [FieldOffset(208)]
    public ulong Cr4;

    /// <summary>Page attribute table.</summary>
    [FieldOffset(216)]
    public ulong MsrCrPat;
}
