using System.Runtime.CompilerServices;

namespace Sidecar.Cosmos.Vp;

/// <summary>Tells the host that a VP of the node changed its status byte.</summary>
public static unsafe class Attention<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Vectors below are the CPU's own; the APIC refuses to send them.</summary>
    private const uint FirstVector = 16;

    /// <summary>
    /// Raises attention: first the flag, then the interrupt, so that a host that sleeps after it found the flag clear is woken. The status byte must have
    /// been stored before. A host without interrupts (response_vector 0) polls.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Raise(VpGlobals* vp)
    {
        // SAFETY: the control page stays mapped for the VP's life. The host may write anything there: each field is read once.
        var control = vp->Control;
        TMachine.Store(ref control->NeedsAttention, 1);
        var vector = TMachine.Load(ref control->ResponseVector);
        if (vector - FirstVector <= byte.MaxValue - FirstVector)
        {
            TMachine.SendInterrupt(TMachine.Load(ref control->ResponseCpu), (byte)vector);
        }
    }
}
