namespace System.Runtime.CompilerServices;

/// <summary>
/// What IL can do and C# cannot say. The compiler replaces each member marked as an intrinsic by its own code; the bodies are equivalents over pointers.
/// </summary>
public static unsafe partial class Unsafe
{
    /// <summary>The address of a reference. The caller answers for it staying valid.</summary>
    [Intrinsic]
    public static void* AsPointer<T>(ref readonly T value)
        where T : allows ref struct => AsPointer(in value);

    /// <summary>Bytes in a <typeparamref name="T"/>.</summary>
    [Intrinsic]
    public static int SizeOf<T>()
        where T : allows ref struct => sizeof(T);

    /// <summary>The same object under another type, unchecked.</summary>
    [Intrinsic]
    public static T As<T>(object? o)
        where T : class? => As<T>(o);

    /// <summary>The same memory under another type, unchecked.</summary>
    [Intrinsic]
    public static ref TTo As<TFrom, TTo>(ref TFrom source)
        where TFrom : allows ref struct
        where TTo : allows ref struct => ref As<TFrom, TTo>(ref source);

    /// <summary>A reference to what is at an address.</summary>
    [Intrinsic]
    public static ref T AsRef<T>(void* source)
        where T : allows ref struct => ref *(T*)source;

    /// <summary>A writable reference made of a read-only one. The caller answers for the memory being writable if it writes.</summary>
    [Intrinsic]
    public static ref T AsRef<T>(scoped ref readonly T source)
        where T : allows ref struct => ref *(T*)AsPointer(in source);

    /// <summary>A null reference.</summary>
    [Intrinsic]
    public static ref T NullRef<T>()
        where T : allows ref struct => ref AsRef<T>(null);

    /// <summary>Whether it is the null reference.</summary>
    [Intrinsic]
    public static bool IsNullRef<T>(ref readonly T source)
        where T : allows ref struct => AsPointer(in source) == null;

    /// <summary>Whether both refer to the same place.</summary>
    [Intrinsic]
    public static bool AreSame<T>(ref readonly T left, ref readonly T right)
        where T : allows ref struct => AsPointer(in left) == AsPointer(in right);

    /// <summary>Leaves a variable as it is and makes the C# compiler take it as assigned.</summary>
    [Intrinsic]
    public static void SkipInit<T>(out T value)
        where T : allows ref struct => SkipInit(out value);
}
