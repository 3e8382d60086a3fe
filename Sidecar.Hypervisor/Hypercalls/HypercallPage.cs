using System;

namespace Sidecar.Hypervisor.Hypercalls;

/// <summary>What the hypercall page holds (TLFS, "Establishing the hypercall interface"; "VTL call and return"): code for 64-bit callers, the rest INT3.</summary>
public static unsafe class HypercallPage
{
    /// <summary>Offset of the VTL call: flags in RCX.</summary>
    public const ushort VtlCallOffset = 0x20;

    /// <summary>Offset of the VTL return: flags in RCX.</summary>
    public const ushort VtlReturnOffset = 0x40;

    private const int Size = 0x1000;
    private const byte Breakpoint = 0xcc;

    /// <summary>VMMCALL; RET.</summary>
    private static ReadOnlySpan<byte> Call => [0x0f, 0x01, 0xd9, 0xc3];

    /// <summary>MOV RAX, RCX; MOV ECX, 0x11; VMMCALL; RET.</summary>
    private static ReadOnlySpan<byte> VtlCall => [0x48, 0x89, 0xc8, 0xb9, 0x11, 0, 0, 0, 0x0f, 0x01, 0xd9, 0xc3];

    /// <summary>MOV RAX, RCX; MOV ECX, 0x12; VMMCALL; RET.</summary>
    private static ReadOnlySpan<byte> VtlReturn => [0x48, 0x89, 0xc8, 0xb9, 0x12, 0, 0, 0, 0x0f, 0x01, 0xd9, 0xc3];

    /// <summary>Writes the whole page.</summary>
    /// <param name="page">4096 bytes of the hypervisor's own.</param>
    public static void Fill(byte* page)
    {
        // SAFETY: the caller gives a whole page.
        var bytes = new Span<byte>(page, Size);
        bytes.Fill(Breakpoint);
        Call.CopyTo(bytes);
        VtlCall.CopyTo(bytes[VtlCallOffset..]);
        VtlReturn.CopyTo(bytes[VtlReturnOffset..]);
    }
}
