using Sidecar.Protocol.Tlfs;
using Sidecar.Tlfs.Image.Machine;

namespace Sidecar.Tlfs.Image.Hypercalls;

/// <summary>Hypercalls through the hypercall page (TLFS 3).</summary>
internal static unsafe class Hypercall
{
    /// <summary>Answer to a call that raised an exception: 0xeeee and the vector.</summary>
    internal const ulong Raised = 0xeeee_0000_0000_0000;

    /// <summary>HV_PARTITION_ID_SELF.</summary>
    internal const ulong Self = ulong.MaxValue;

    /// <summary>HV_VP_INDEX_SELF.</summary>
    internal const uint SelfVp = 0xffff_fffe;

    /// <summary>HV_STATUS_INVALID_HYPERCALL_CODE.</summary>
    internal const ulong InvalidCode = 2;

    private static ulong s_page;

    /// <summary>The hypercall page.</summary>
    internal static ulong Page { get => s_page; set => s_page = value; }

    /// <summary>The 64-bit calling convention: control in RCX, addresses in RDX and R8, result in RAX.</summary>
    internal static ulong Call(ulong control, ulong input, ulong output)
    {
        var state = Snippet.Fresh();
        state->Rcx = control;
        state->Rdx = input;
        state->R8 = output;
        return Snippet.Call(state, s_page) == CpuState.NoVector ? state->Rax : Raised | state->Vector;
    }

    /// <summary>The 32-bit calling convention: EDX:EAX, EBX:ECX, EDI:ESI, result in EDX:EAX.</summary>
    internal static ulong Call32(ulong control, ulong input, ulong output)
    {
        var state = Snippet.Fresh();
        state->Rdx = control >> 32;
        state->Rax = (uint)control;
        state->Rbx = input >> 32;
        state->Rcx = (uint)input;
        state->Rdi = output >> 32;
        state->Rsi = (uint)output;
        state->Rbp = s_page;
        return Snippet.Call(state, Assembly.Call32()) == CpuState.NoVector ? (uint)state->Rax | (state->Rdx << 32) : Raised | state->Vector;
    }

    /// <summary>A call with the VP's own input and output pages.</summary>
    internal static ulong Call(ulong control)
    {
        var vp = Assembly.Self();
        return Call(control, (ulong)vp->Input, (ulong)vp->Output);
    }

    /// <summary>A control word.</summary>
    internal static ulong Control(HypercallCode code, int reps = 0, int start = 0)
        => new Control { Code = code, RepCount = (ushort)reps, RepStart = (ushort)start }.Raw;

    /// <summary>The status of a result.</summary>
    internal static ulong Status(ulong result) => (result & Raised) == Raised ? result : result & 0xffff;

    /// <summary>The elements of a result.</summary>
    internal static ulong Elements(ulong result) => (result >> 32) & 0xfff;
}
