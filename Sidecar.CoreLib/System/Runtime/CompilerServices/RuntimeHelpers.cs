namespace System.Runtime.CompilerServices;

/// <summary>What the compiler knows about types and constant data.</summary>
public static class RuntimeHelpers
{
    /// <summary>A constant array as the data it is, in read-only memory. The compiler replaces every call.</summary>
    [Intrinsic]
    public static ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle fldHandle) => CreateSpan<T>(fldHandle);

    /// <summary>Whether a <typeparamref name="T"/> is an object or holds one.</summary>
    [Intrinsic]
    public static bool IsReferenceOrContainsReferences<T>()
        where T : allows ref struct => IsReferenceOrContainsReferences<T>();
}
