using System;
using System.Diagnostics.CodeAnalysis;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>What compiled code calls where .NET throws an exception of its own. Found by name.</summary>
internal static class ThrowHelpers
{
    [DoesNotReturn]
    internal static void ThrowIndexOutOfRangeException() => ThrowHelper.FailFast(FailFastReason.IndexOutOfRange);

    [DoesNotReturn]
    internal static void ThrowOverflowException() => ThrowHelper.FailFast(FailFastReason.Overflow);

    [DoesNotReturn]
    internal static void ThrowDivideByZeroException() => ThrowHelper.FailFast(FailFastReason.DivideByZero);

    [DoesNotReturn]
    internal static void ThrowNullReferenceException() => ThrowHelper.FailFast(FailFastReason.NullReference);

    [DoesNotReturn]
    internal static void ThrowArgumentException() => ThrowHelper.FailFast(FailFastReason.ArgumentOutOfRange);

    [DoesNotReturn]
    internal static void ThrowArgumentOutOfRangeException() => ThrowHelper.FailFast(FailFastReason.ArgumentOutOfRange);

    [DoesNotReturn]
    internal static void ThrowArrayTypeMismatchException() => ThrowHelper.FailFast(FailFastReason.ArrayTypeMismatch);

    [DoesNotReturn]
    internal static void ThrowPlatformNotSupportedException() => ThrowHelper.FailFast(FailFastReason.NotSupported);

    [DoesNotReturn]
    internal static void ThrowNotImplementedException() => ThrowHelper.FailFast(FailFastReason.NotSupported);

    [DoesNotReturn]
    internal static void ThrowNotSupportedException() => ThrowHelper.FailFast(FailFastReason.NotSupported);

    [DoesNotReturn]
    internal static void ThrowInvalidProgramException() => ThrowHelper.FailFast(FailFastReason.InvalidProgram);

    [DoesNotReturn]
    internal static void ThrowFeatureBodyRemoved() => ThrowHelper.FailFast(FailFastReason.NotSupported);
}
