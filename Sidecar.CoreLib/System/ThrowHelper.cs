using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// Where .NET would throw, the machine stops with an undefined-instruction fault, <see cref="FailFastReason"/> in edi. Inside a handler the kernel
/// contains it like any other fault; anywhere else it is a fault of the kernel, and reported as one. Never inlined: the cold path stays out of line.
/// </summary>
internal static class ThrowHelper
{
    [DoesNotReturn]
    internal static void IndexOutOfRange() => FailFast(FailFastReason.IndexOutOfRange);

    [DoesNotReturn]
    internal static void ArgumentOutOfRange() => FailFast(FailFastReason.ArgumentOutOfRange);

    [DoesNotReturn]
    internal static void DestinationTooShort() => FailFast(FailFastReason.DestinationTooShort);

    [DoesNotReturn]
    internal static void NoValue() => FailFast(FailFastReason.NoValue);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_fail_fast")]
    internal static extern void FailFast(FailFastReason reason);
}
