using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Protocol.Pages;

/// <summary>The request data of GET_VP_REGISTERS and SET_VP_REGISTERS: the request and as many registers as fit. A get writes the values in place.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1008)]
[WireLayout(1008)]
public struct GetSetVpRegisterPayload
{
    /// <summary>Count, VTL and status.</summary>
    [FieldOffset(0)]
    public GetSetVpRegisterRequest Request;

    /// <summary>The registers, of which the first <see cref="GetSetVpRegisterRequest.Count"/> are meant. Check that number before you believe it.</summary>
    [FieldOffset(GetSetVpRegisterRequest.RegsOffset)]
    public Array31<HvRegisterAssoc> Regs;
}
