using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Instructions that may fault on values from outside (Fixups.asm).</summary>
public static unsafe class Fixups
{
    /// <summary>Where to continue after a fault at <paramref name="instruction"/>; 0 when no fault is expected there.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_find_fixup")]
    public static extern ulong Find(ulong instruction);
}
