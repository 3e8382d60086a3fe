using System;
using Sidecar.Protocol.Pages;

namespace Sidecar.Boot.Image;

/// <summary>The call of the kernel's entry point, and who speaks for a kernel that faulted in it.</summary>
internal static unsafe class KernelCall
{
    private static SidecarOutput* s_output;

    /// <summary>Calls it. False when it says so, or faulted before it had an interrupt table of its own.</summary>
    public static bool Call(ulong entry, ulong parameters, ulong output)
    {
        // SAFETY: a page of the shim's, identity-mapped, which the kernel is to write into.
        s_output = (SidecarOutput*)output;
        return BootCalls.CallSidecar(entry, parameters, output);
    }

    /// <summary>Says why the kernel that is being called did not start.</summary>
    public static void Fail(scoped ReadOnlySpan<byte> text)
    {
        // SAFETY: only called while a call is under way, from the page's one other user.
        s_output->Error.Set(text);
    }
}
