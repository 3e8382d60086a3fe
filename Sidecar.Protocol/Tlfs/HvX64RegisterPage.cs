using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>Registers of VTL0 that VTL2 reads and writes without a hypercall while VTL0 is stopped.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4096)]
[WireLayout(4096)]
public struct HvX64RegisterPage
{
    /// <summary>1.</summary>
    [FieldOffset(0)]
    public ushort Version;

    /// <summary>Non-zero: the page counts.</summary>
    [FieldOffset(2)]
    public byte IsValid;

    /// <summary>Whose registers.</summary>
    [FieldOffset(3)]
    public byte Vtl;

    /// <summary>Which groups VTL2 has changed.</summary>
    [FieldOffset(4)]
    public HvX64RegisterPageDirtyFlags Dirty;

    /// <summary>RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 to R15.</summary>
    [FieldOffset(8)]
    public Array16<ulong> GpRegisters;

    [FieldOffset(136)]
    public ulong Rip;

    [FieldOffset(144)]
    public ulong Rflags;

    /// <summary>Zero.</summary>
    [FieldOffset(152)]
    public ulong Reserved;

    /// <summary>XMM0 to XMM5.</summary>
    [FieldOffset(160)]
    public Array6<AlignedU128> Xmm;

    /// <summary>ES, CS, SS, DS, FS, GS.</summary>
    [FieldOffset(256)]
    public Array6<HvX64SegmentRegister> Segment;

    [FieldOffset(352)]
    public ulong Cr0;

    [FieldOffset(360)]
    public ulong Cr3;

    [FieldOffset(368)]
    public ulong Cr4;

    [FieldOffset(376)]
    public ulong Cr8;

    [FieldOffset(384)]
    public ulong Efer;

    [FieldOffset(392)]
    public ulong Dr7;

    [FieldOffset(400)]
    public HvX64PendingInterruptionRegister PendingInterruption;

    [FieldOffset(408)]
    public HvX64InterruptStateRegister InterruptState;

    [FieldOffset(416)]
    public HvInstructionEmulatorHintsRegister InstructionEmulationHints;

    /// <summary>Zero.</summary>
    [FieldOffset(424)]
    public Array3672<byte> ReservedEnd;
}
