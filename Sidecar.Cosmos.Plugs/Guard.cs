using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Calls that survive a CPU exception (Guard.asm).</summary>
public static unsafe class Guard
{
    /// <summary>Calls <paramref name="function"/>; 1 when it returned, 0 when the exception handler continued at the recovery point in <paramref name="frame"/> (two quadwords: stack, address).</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_call_guarded")]
    public static extern uint Call(delegate*<void*, void> function, void* argument, void* frame);
}
