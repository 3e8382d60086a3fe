using System.Runtime.InteropServices;
using Sidecar.Protocol.Layout;
using Sidecar.Protocol.X64;

namespace Sidecar.Tlfs.Image.Machine;

/// <summary>Registers before and after a piece of code (Execute.asm). 16-byte aligned.</summary>
[StructLayout(LayoutKind.Explicit, Size = 704)]
internal unsafe struct CpuState
{
    /// <summary>No exception.</summary>
    internal const ulong NoVector = ulong.MaxValue;

    /// <summary>RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 to R15. RSP is not loaded.</summary>
    [FieldOffset(0)]
    internal fixed ulong Gprs[16];

    /// <summary>RFLAGS afterwards.</summary>
    [FieldOffset(128)]
    internal ulong Rflags;

    /// <summary>What to call.</summary>
    [FieldOffset(136)]
    internal ulong Code;

    /// <summary>The exception that ended it.</summary>
    [FieldOffset(144)]
    internal ulong Vector;

    /// <summary>Its error code.</summary>
    [FieldOffset(152)]
    internal ulong ErrorCode;

    /// <summary>CR2 at the exception.</summary>
    [FieldOffset(160)]
    internal ulong Cr2;

    /// <summary>RIP at the exception.</summary>
    [FieldOffset(168)]
    internal ulong FaultRip;

    /// <summary>x87 and SSE.</summary>
    [FieldOffset(192)]
    internal Fxsave Fx;

    internal ulong Rax { readonly get => Gprs[0]; set => Gprs[0] = value; }

    internal ulong Rcx { readonly get => Gprs[1]; set => Gprs[1] = value; }

    internal ulong Rdx { readonly get => Gprs[2]; set => Gprs[2] = value; }

    internal ulong Rbx { readonly get => Gprs[3]; set => Gprs[3] = value; }

    internal ulong Rbp { readonly get => Gprs[5]; set => Gprs[5] = value; }

    internal ulong Rsi { readonly get => Gprs[6]; set => Gprs[6] = value; }

    internal ulong Rdi { readonly get => Gprs[7]; set => Gprs[7] = value; }

    internal ulong R8 { readonly get => Gprs[8]; set => Gprs[8] = value; }
}
