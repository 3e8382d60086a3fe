using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System.Runtime;

/// <summary>
/// Boxing and unboxing. The compiler looks these up when it meets a box in IL, even one that it then optimises away, as in a null check of a generic
/// value; there are no bodies, so that a box which stays does not link.
/// </summary>
internal static unsafe class RuntimeExports
{
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhBox")]
    internal static extern object RhBox(MethodTable* pEEType, ref byte data);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhUnbox2")]
    internal static extern ref byte RhUnbox2(MethodTable* pUnboxToEEType, object obj);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhUnboxNullable")]
    internal static extern void RhUnboxNullable(ref byte data, MethodTable* pUnboxToEEType, object obj);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhUnboxTypeTest")]
    internal static extern void RhUnboxTypeTest(MethodTable* pType, MethodTable* pBoxType);
}
