using System.Runtime.InteropServices;

namespace Sidecar.Cosmos.Interrupts;

/// <summary>The stack as the exception stubs leave it (Exceptions.asm). What the handler writes here is what the interrupted code continues with.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ExceptionFrame
{
    /// <summary>General registers, in the order they were pushed last to first.</summary>
    public ulong R15, R14, R13, R12, R11, R10, R9, R8, Rbp, Rdi, Rsi, Rdx, Rcx, Rbx, Rax;

    /// <summary>The exception's vector, 0 to 31.</summary>
    public ulong Vector;

    /// <summary>The exception's error code, 0 when it has none.</summary>
    public ulong ErrorCode;

    /// <summary>Interrupted instruction.</summary>
    public ulong Rip;

    /// <summary>Interrupted code segment.</summary>
    public ulong Cs;

    /// <summary>Interrupted flags.</summary>
    public ulong Rflags;

    /// <summary>Interrupted stack pointer.</summary>
    public ulong Rsp;

    /// <summary>Interrupted stack segment.</summary>
    public ulong Ss;
}
