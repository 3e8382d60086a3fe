using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Plugs;

/// <summary>Waiting for work (Wait.asm).</summary>
public static unsafe class Wait
{
    /// <summary>Atomically enables interrupts and halts; interrupts are off again afterwards.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_wait_for_interrupt")]
    public static extern void ForInterrupt();

    /// <summary>As <see cref="ForInterrupt"/>, but a store to the line of <paramref name="location"/> ends the wait too; does not wait at all when it does not hold <paramref name="value"/>. Needs CPUID 1 ECX bit 3.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_wait_for_interrupt_or_store")]
    public static extern void ForInterruptOrStore(byte* location, byte value);

    /// <summary>Lets pending interrupts be taken; interrupts are off again afterwards.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_open_interrupt_window")]
    public static extern void OpenInterruptWindow();

    /// <summary>Turns interrupts on.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_enable_interrupts")]
    public static extern void EnableInterrupts();

    /// <summary>Turns interrupts off.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_disable_interrupts")]
    public static extern void DisableInterrupts();

    /// <summary>Stops the CPU until INIT. Never returns.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_stop_cpu")]
    public static extern void StopCpu();

    /// <summary>A moment in a spin loop.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "plug_pause")]
    public static extern void Pause();
}
