using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Protocol.X64;

namespace Sidecar.Hypervisor.Tests.Simulation;

/// <summary>The part of an FXSAVE image that is x87's: bytes 0 to 23 and 32 to 159.</summary>
internal static class X87Part
{
    /// <summary>Copies it.</summary>
    public static void Copy(ref Fxsave from, ref Fxsave to)
    {
        var source = MemoryMarshal.CreateSpan(ref Unsafe.As<Fxsave, byte>(ref from), 160);
        var target = MemoryMarshal.CreateSpan(ref Unsafe.As<Fxsave, byte>(ref to), 160);
        source[..24].CopyTo(target);
        source[32..].CopyTo(target[32..]);
    }
}
