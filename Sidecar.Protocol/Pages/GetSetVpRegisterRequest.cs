using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Pages;

/// <summary>Request and response of GET_VP_REGISTERS and SET_VP_REGISTERS; the registers follow it, see <see cref="GetSetVpRegisterPayload"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
[WireLayout(16)]
public struct GetSetVpRegisterRequest
{
    /// <summary>Number of registers, at most <see cref="SidecarLimits.MaxGetSetVpRegisters"/>.</summary>
    [FieldOffset(0)]
    public ushort Count;

    /// <summary>Whose registers.</summary>
    [FieldOffset(2)]
    public HvInputVtl TargetVtl;

    /// <summary>Zero.</summary>
    [FieldOffset(3)]
    public byte Rsvd;

    /// <summary>The answer: the hypervisor's, or the kernel's for registers that it serves itself.</summary>
    [FieldOffset(4)]
    public HvStatus Status;

    /// <summary>Zero.</summary>
    [FieldOffset(6)]
    public Array10<byte> Rsvd2;

    /// <summary>Byte offset of the registers that follow (field <c>regs</c>, an array of unstated length).</summary>
    public const int RegsOffset = 16;
}
