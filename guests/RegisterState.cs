using System.Runtime.InteropServices;

namespace Sidecar.Guests;

/// <summary>All of a VP's registers that a guest can hold (State.asm).</summary>
[StructLayout(LayoutKind.Explicit, Size = 704)]
internal unsafe struct RegisterState
{
    /// <summary>Number of bytes before <see cref="Gprs"/>: the FXSAVE area.</summary>
    internal const int FxSize = 512;

    /// <summary>x87, XMM0 to 15, MXCSR as FXSAVE lays them out (AMD APM 2, 11.4.4). On a multiple of 16.</summary>
    [FieldOffset(0)]
    internal fixed byte Fx[FxSize];

    /// <summary>General registers in the order of their encoding. RCX is 0 at the end, RSP is not held.</summary>
    [FieldOffset(512)]
    internal fixed ulong Gprs[16];

    /// <summary>RFLAGS.</summary>
    [FieldOffset(640)]
    internal ulong Flags;

    /// <summary>CR2.</summary>
    [FieldOffset(648)]
    internal ulong Cr2;

    /// <summary>DR0 to DR3.</summary>
    [FieldOffset(656)]
    internal fixed ulong Debug[4];

    /// <summary>FS base.</summary>
    [FieldOffset(688)]
    internal ulong FsBase;

    /// <summary>GS base.</summary>
    [FieldOffset(696)]
    internal ulong GsBase;
}
