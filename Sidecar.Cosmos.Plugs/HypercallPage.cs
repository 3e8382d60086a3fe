using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Calls through the page that the hypervisor filled (Hypercall.asm, VtlReturn.asm).</summary>
public static unsafe class HypercallPage
{
    /// <summary>A hypercall: TLFS control word, physical addresses of input and output; the result value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Call(void* page, ulong control, ulong input, ulong output) => Call(page, 0, input, control, output);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_hypercall")]
    private static extern ulong Call(void* page, ulong unused, ulong input, ulong control, ulong output);

    /// <summary>
    /// Returns to the lower VTL with the registers at <paramref name="context"/> (a CpuContextX64) and saves them when VTL2 is entered again; 0 when the FXSAVE area was refused, 1 otherwise.
    /// As long as the assist page gives an interrupt as the reason and the status byte is RUN, it takes the interrupt and returns to the lower VTL again.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_vtl_return")]
    public static extern uint ReturnToLowerVtl(void* context, void* returnSequence, void* assistPage, byte* status);
}
