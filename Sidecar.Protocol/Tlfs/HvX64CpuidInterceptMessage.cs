using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;

namespace Sidecar.Protocol.Tlfs;

/// <summary>A CPUID instruction, with what the hypervisor would answer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 104)]
[WireLayout(104)]
public struct HvX64CpuidInterceptMessage : IHvMessagePayload
{
    [FieldOffset(0)]
    public HvX64InterceptMessageHeader Header;

    [FieldOffset(40)]
    public ulong Rax;

    [FieldOffset(48)]
    public ulong Rcx;

    [FieldOffset(56)]
    public ulong Rdx;

    [FieldOffset(64)]
    public ulong Rbx;

    [FieldOffset(72)]
    public ulong DefaultResultRax;

    [FieldOffset(80)]
    public ulong DefaultResultRcx;

    [FieldOffset(88)]
    public ulong DefaultResultRdx;

    [FieldOffset(96)]
    public ulong DefaultResultRbx;
}
