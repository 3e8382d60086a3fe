using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System.Runtime;

/// <summary>
/// The casts of objects that the compiler calls. There are no objects, so there are no bodies: code that would cast one does not link.
/// </summary>
internal static unsafe class TypeCast
{
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpCheckCastAny")]
    internal static extern object? CheckCastAny(MethodTable* targetType, object? obj);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpCheckCastInterface")]
    internal static extern object? CheckCastInterface(MethodTable* targetType, object? obj);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpCheckCastClass")]
    internal static extern object? CheckCastClass(MethodTable* targetType, object? obj);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpCheckCastClassSpecial")]
    internal static extern object? CheckCastClassSpecial(MethodTable* targetType, object? obj);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpIsInstanceOfAny")]
    internal static extern object? IsInstanceOfAny(MethodTable* targetType, object? obj);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpIsInstanceOfInterface")]
    internal static extern object? IsInstanceOfInterface(MethodTable* targetType, object? obj);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpIsInstanceOfClass")]
    internal static extern object? IsInstanceOfClass(MethodTable* targetType, object? obj);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpIsInstanceOfException")]
    internal static extern bool IsInstanceOfException(MethodTable* targetType, object? obj);
}
