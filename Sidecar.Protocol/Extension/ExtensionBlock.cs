using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Extension;

/// <summary>
/// What a shim of this project tells the kernel beyond OpenHCL's parameters. It lies in the unused tail of the parameter page, at <see cref="Offset"/>
/// (SidecarParams ends at 3,489). A block whose magic, version or size does not match is as good as none: the kernel then behaves as OpenHCL's does.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
[WireLayout(64)]
public struct ExtensionBlock
{
    /// <summary>Byte offset in the parameter page.</summary>
    public const int Offset = 3520;

    /// <summary>"SIDECEXT", little-endian.</summary>
    public const ulong ExpectedMagic = 0x5458_4543_4544_4953;

    /// <summary>The version that this source describes.</summary>
    public const uint ExpectedVersion = 1;

    /// <summary>Must be <see cref="ExpectedMagic"/>.</summary>
    [FieldOffset(0)]
    public ulong Magic;

    /// <summary>Must be <see cref="ExpectedVersion"/>.</summary>
    [FieldOffset(8)]
    public uint Version;

    /// <summary>Size of this structure in bytes.</summary>
    [FieldOffset(12)]
    public uint Size;

    /// <summary>How VPs wait.</summary>
    [FieldOffset(16)]
    public IdleMode IdleMode;

    /// <summary>I/O port of the 16550 that takes the log when <c>enable_logging</c> is set; 0 for 0x2f8 (COM2).</summary>
    [FieldOffset(20)]
    public uint LogPort;

    /// <summary>Physical address of an array of <see cref="WakeSlot"/>, one a VP, indexed by VP; 0 when there is none.</summary>
    [FieldOffset(24)]
    public ulong Mailbox;

    /// <summary>Number of slots in the mailbox.</summary>
    [FieldOffset(32)]
    public uint MailboxCount;

    /// <summary>Interrupt vector that makes a parked CPU look at its slot.</summary>
    [FieldOffset(36)]
    public uint WakeVector;

    /// <summary>
    /// Physical address of a bitmap, one bit a VP, set when the sidecar starts that VP; 0 when there is none. Overrides <c>initial_state</c>, which
    /// ends at 400 CPUs.
    /// </summary>
    [FieldOffset(40)]
    public ulong StartOverrides;

    /// <summary>Number of valid bits in the bitmap. A VP beyond it is started.</summary>
    [FieldOffset(48)]
    public uint StartOverrideCount;

    /// <summary>Pages of handler state a VP, see <see cref="NodeLayout"/>.</summary>
    [FieldOffset(52)]
    public uint HandlerStatePages;

    /// <summary>Pages of trace ring a VP, see <see cref="NodeLayout"/>.</summary>
    [FieldOffset(56)]
    public uint TracePages;

    /// <summary>Must be zero.</summary>
    [FieldOffset(60)]
    public uint Reserved;
}
