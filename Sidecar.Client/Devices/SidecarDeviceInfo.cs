using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Client.Devices;

/// <summary>What a node's device says of itself: the driver's <c>struct mshv_vtl_sidecar_info</c> (ioctl 0xf3 of OpenHCL's mshv_vtl driver).</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
[WireLayout(12)]
public struct SidecarDeviceInfo
{
    /// <summary>Index of the node's first VP, which is also its CPU number in Linux.</summary>
    [FieldOffset(0)]
    public uint BaseCpu;

    /// <summary>VPs in the node, the first included.</summary>
    [FieldOffset(4)]
    public uint CpuCount;

    /// <summary>Bytes of shared pages a VP: command page, register page, and whatever a later driver puts behind them.</summary>
    [FieldOffset(8)]
    public uint PerCpuShmem;
}
