using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Pages;

/// <summary>Which CPUs the sidecar starts, for the first 400 VPs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 401)]
[WireLayout(401)]
public struct PerCpuState
{
    /// <summary>Non-zero when <see cref="SidecarStartsCpu"/> counts; zero means the sidecar starts every VP.</summary>
    [FieldOffset(0)]
    public byte PerCpuStateSpecified;

    /// <summary>By VP: non-zero when the sidecar starts it, zero when the host kernel does.</summary>
    [FieldOffset(1)]
    public Array400<byte> SidecarStartsCpu;
}
