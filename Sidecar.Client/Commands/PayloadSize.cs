using System;
using System.Runtime.CompilerServices;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>What fits the request data of a command page.</summary>
internal static class PayloadSize
{
    /// <summary>Throws when something does not fit.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void Check(int size, string name)
    {
        if (size > SidecarLimits.RequestDataSize)
        {
            throw new ArgumentException($"{name} is {size} bytes, but the command page has room for {SidecarLimits.RequestDataSize}; send it in parts", name);
        }
    }

    /// <summary>Throws when a payload's type does not fit.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    public static void Check<T>()
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() > SidecarLimits.RequestDataSize)
        {
            // Not before: a type's name is an allocation.
            Check(Unsafe.SizeOf<T>(), typeof(T).Name);
        }
    }
}
