using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A VTL return action: signal an event.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct HvVpAssistPageActionSignalEvent
{
    [FieldOffset(0)]
    public ulong ActionType;

    [FieldOffset(8)]
    public uint TargetVp;

    [FieldOffset(12)]
    public byte TargetVtl;

    [FieldOffset(13)]
    public byte TargetSint;

    [FieldOffset(14)]
    public ushort FlagNumber;
}
