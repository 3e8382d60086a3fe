using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Processor identification (Cpuid.asm).</summary>
public static unsafe class Cpuid
{
    /// <summary>Executes CPUID; <paramref name="result"/> takes EAX, EBX, ECX, EDX in this order.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_cpuid")]
    public static extern void Query(uint leaf, uint subleaf, uint* result);
}
