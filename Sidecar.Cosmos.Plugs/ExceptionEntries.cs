using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Entry points of the interrupt descriptor table (Exceptions.asm).</summary>
public static unsafe class ExceptionEntries
{
    /// <summary>Address of the first of 32 exception stubs, 16 bytes each. They call the export <c>sidecar_exception</c>.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_exception_stub_base")]
    public static extern ulong StubBase();

    /// <summary>Address of the request interrupt: acknowledges and returns.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_request_interrupt_address")]
    public static extern ulong RequestInterrupt();

    /// <summary>Address of the spurious interrupt: returns without acknowledging.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_spurious_interrupt_address")]
    public static extern ulong SpuriousInterrupt();
}
