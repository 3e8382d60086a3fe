using System;
using System.Runtime.InteropServices;
using System.Threading;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Time;
using Sidecar.Boot.Topology;
using Sidecar.Protocol.Extension;

namespace Sidecar.Boot.Processors;

/// <summary>
/// Starts every CPU but the boot processor, all at the same time, and waits until each is parked at its wake slot. The waits are those of Intel's
/// multiprocessor specification (INIT, 10 ms, start-up interrupt, and a second one for who has not answered).
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class ProcessorStart<TMachine>
    where TMachine : IBootMachine
{
    private const ulong InitDelay = 10_000;
    private const ulong SecondStartUpDelay = 10_000;

    /// <summary>Microseconds of silence after which a CPU that has not arrived is given up. Each arrival begins the time anew.</summary>
    private const ulong Patience = 2_000_000;

    /// <summary>Fills the wake slots, starts the CPUs and waits for them.</summary>
    /// <param name="processors">The processors, by VP index.</param>
    /// <param name="slots">The mailbox, one slot a processor.</param>
    /// <param name="trampoline">Physical address of the start-up code.</param>
    /// <param name="clock">The time.</param>
    /// <param name="arrived">Those that are parked.</param>
    /// <returns>How many are.</returns>
    public static int StartAll(ReadOnlySpan<Processor> processors, Span<WakeSlot> slots, ulong trampoline, Clock clock, out ProcessorSet arrived)
    {
        Reset(processors, slots);
        for (var i = 1; i < processors.Length; i++)
        {
            LocalApic<TMachine>.SendInit(processors[i].ApicId);
        }

        clock.Delay<TMachine>(InitDelay);
        SendStartUps(processors, slots, trampoline);

        arrived = default;
        var count = WaitFor(processors.Length, slots, clock.Ticks(SecondStartUpDelay), ref arrived);
        if (count < processors.Length - 1)
        {
            SendStartUps(processors, slots, trampoline);
            count += WaitFor(processors.Length, slots, clock.Ticks(Patience), ref arrived);
        }

        return count;
    }

    /// <summary>Writes the slots of CPUs that are not there: each says whose it is.</summary>
    public static void Reset(ReadOnlySpan<Processor> processors, Span<WakeSlot> slots)
    {
        for (var i = 0; i < processors.Length; i++)
        {
            slots[i] = new WakeSlot { ApicId = processors[i].ApicId, State = (uint)WakeSlotState.Absent };
        }
    }

    private static void SendStartUps(ReadOnlySpan<Processor> processors, Span<WakeSlot> slots, ulong trampoline)
    {
        for (var i = 1; i < processors.Length; i++)
        {
            // A CPU that runs already ignores a start-up interrupt; there is no need to send it one.
            if (Volatile.Read(ref slots[i].State) == (uint)WakeSlotState.Absent)
            {
                LocalApic<TMachine>.SendStartUp(processors[i].ApicId, trampoline);
            }
        }
    }

    private static int WaitFor(int count, Span<WakeSlot> slots, ulong patience, ref ProcessorSet arrived)
    {
        var missing = 0;
        for (var i = 1; i < count; i++)
        {
            missing += arrived.Contains(i) ? 0 : 1;
        }

        var found = 0;
        var since = TMachine.Timestamp;
        while (found < missing && TMachine.Timestamp - since < patience)
        {
            for (var i = 1; i < count; i++)
            {
                if (!arrived.Contains(i) && Volatile.Read(ref slots[i].State) == (uint)WakeSlotState.Parked)
                {
                    arrived.Add(i);
                    found++;
                    since = TMachine.Timestamp;
                }
            }

            TMachine.Pause();
        }

        return found;
    }

    /// <summary>The mailbox in memory.</summary>
    public static Span<WakeSlot> Slots(ulong mailbox, int count)
        => MemoryMarshal.Cast<byte, WakeSlot>(TMachine.Map(mailbox, (ulong)count * SlotSize));

    /// <summary>Bytes of a wake slot.</summary>
    public const ulong SlotSize = 64;
}
