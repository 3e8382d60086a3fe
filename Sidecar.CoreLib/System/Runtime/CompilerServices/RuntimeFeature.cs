namespace System.Runtime.CompilerServices;

/// <summary>Tells the C# compiler which features this core library carries.</summary>
public static class RuntimeFeature
{
    /// <summary>References in structs, as in <see cref="Span{T}"/>.</summary>
    public const string ByRefFields = nameof(ByRefFields);

    /// <summary><c>allows ref struct</c>.</summary>
    public const string ByRefLikeGenerics = nameof(ByRefLikeGenerics);

    /// <summary><c>nint</c> as a number.</summary>
    public const string NumericIntPtr = nameof(NumericIntPtr);

    /// <summary>Function pointers with the platform's calling convention.</summary>
    public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);

    /// <summary>Static abstract interface members.</summary>
    public const string VirtualStaticsInInterfaces = nameof(VirtualStaticsInInterfaces);

    /// <summary>Bodies of interface members.</summary>
    public const string DefaultImplementationsOfInterfaces = nameof(DefaultImplementationsOfInterfaces);
}
