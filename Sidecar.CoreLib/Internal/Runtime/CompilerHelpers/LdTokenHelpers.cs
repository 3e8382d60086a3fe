using System;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>What <c>typeof</c> and its kin are compiled to.</summary>
internal static class LdTokenHelpers
{
    private static RuntimeTypeHandle GetRuntimeTypeHandle(nint type) => new(type);

    private static RuntimeMethodHandle GetRuntimeMethodHandle(nint method) => new(method);

    private static RuntimeFieldHandle GetRuntimeFieldHandle(nint field) => new(field);
}
