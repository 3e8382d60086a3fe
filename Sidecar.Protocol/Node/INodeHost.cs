namespace Sidecar.Protocol.Node;

/// <summary>
/// What the node protocol needs of the machine it runs on, beside shared memory. A struct, so that an empty one costs nothing in the image and one that
/// holds a reference serves tests and user mode. All members may be called by several threads at once.
/// </summary>
public interface INodeHost
{
    /// <summary>
    /// Nanoseconds of a clock that never goes back; where it starts does not matter. It is what every bound in the protocol is measured with, so a host
    /// that returns a constant waits without bound.
    /// </summary>
    ulong NowNanoseconds { get; }

    /// <summary>
    /// Makes every earlier store of this CPU visible to all others before any interrupt that it sends later. On x86 with an x2APIC that is
    /// <c>mfence; lfence</c>: a write to the ICR is a WRMSR that, unlike xAPIC's store, neither waits for the store buffer nor is a store itself, so a
    /// locked instruction or mfence alone orders memory but not the interrupt (Intel SDM volume 3, "x2APIC register access").
    /// </summary>
    void FullFence();

    /// <summary>Interrupts a CPU of the sidecar. Returns at once; an interrupt that is already pending may absorb this one.</summary>
    /// <param name="vpIndex">The VP's index in the machine; how that becomes an APIC id is the host's knowledge.</param>
    /// <param name="vector">The control page's request vector.</param>
    void SendRequest(uint vpIndex, byte vector);

    /// <summary>
    /// Gives the CPU away until there may be news. Must return at once, or as soon as, one of these holds: <paramref name="needsAttention"/> is not 0;
    /// <paramref name="slot"/> is not <paramref name="seen"/>; the clock reached <paramref name="deadline"/>. Whoever changes the first sends the
    /// response interrupt afterwards, whoever puts news into the second calls <see cref="Wake"/> afterwards: a host that sleeps looks at both words with the
    /// interrupt or wake-up held back (interrupts off before <c>sti; hlt</c>, a lock before a condition wait), or the news slips in between. Returning for no
    /// reason is always right, so a host that only pauses is a correct one.
    /// </summary>
    /// <param name="nodeCpuIndex">The VP waited for, as in <see cref="Wake"/>.</param>
    /// <param name="needsAttention">The control page's word.</param>
    /// <param name="slot">The VP's slot.</param>
    /// <param name="seen">What the slot held when the caller looked.</param>
    /// <param name="deadline">Time on <see cref="NowNanoseconds"/> at which the wait ends; <see cref="ulong.MaxValue"/> for no bound.</param>
    void Park(uint nodeCpuIndex, ref uint needsAttention, ref uint slot, uint seen, ulong deadline);

    /// <summary>The slot of a VP changed: every thread parked for it must look again. Nothing to do on a host with one thread.</summary>
    void Wake(uint nodeCpuIndex);
}
