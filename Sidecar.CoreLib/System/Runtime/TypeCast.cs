namespace System.Runtime;

/// <summary>The casts that the compiler calls. There are no objects whose type is not known, so each of them is a defect.</summary>
internal static class TypeCast
{
    internal static unsafe object? CheckCastAny(Internal.Runtime.MethodTable* targetType, object? obj) => Refuse(obj);

    internal static unsafe object? CheckCastInterface(Internal.Runtime.MethodTable* targetType, object? obj) => Refuse(obj);

    internal static unsafe object? CheckCastClass(Internal.Runtime.MethodTable* targetType, object? obj) => Refuse(obj);

    internal static unsafe object? CheckCastClassSpecial(Internal.Runtime.MethodTable* targetType, object? obj) => Refuse(obj);

    internal static unsafe object? IsInstanceOfAny(Internal.Runtime.MethodTable* targetType, object? obj) => Refuse(obj);

    internal static unsafe object? IsInstanceOfInterface(Internal.Runtime.MethodTable* targetType, object? obj) => Refuse(obj);

    internal static unsafe object? IsInstanceOfClass(Internal.Runtime.MethodTable* targetType, object? obj) => Refuse(obj);

    internal static unsafe bool IsInstanceOfException(Internal.Runtime.MethodTable* targetType, object? obj) => Refuse(obj) is not null;

    private static object? Refuse(object? obj)
    {
        if (obj is not null)
        {
            ThrowHelper.FailFast(FailFastReason.InvalidCast);
        }

        return obj;
    }
}
