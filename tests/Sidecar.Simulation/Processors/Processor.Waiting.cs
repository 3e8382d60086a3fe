using System;
using System.Threading;

namespace Sidecar.Simulation.Processors;

/// <content>Waiting (Wait.asm). A CPU's interrupts are off but within these.</content>
public sealed partial class Processor
{
    /// <summary>How often a CPU in mwait looks at the line it monitors.</summary>
    private static readonly TimeSpan s_monitorInterval = TimeSpan.FromMilliseconds(1);

    private int _pauses;
    private int _waits;

    /// <summary>How often the CPU has begun to wait for an interrupt: what tells a VP that is idle from one whose status byte somebody else made IDLE.</summary>
    public int Waits => Volatile.Read(ref _waits);

    internal void WaitForInterrupt()
    {
        Interlocked.Increment(ref _waits);
        while (!TakeInterrupts())
        {
            Interrupts.Sleep(Timeout.InfiniteTimeSpan);
        }
    }

    internal void WaitForInterruptOrStore(ref byte location, byte value)
    {
        while (Volatile.Read(ref location) == value && !TakeInterrupts())
        {
            Interrupts.Sleep(s_monitorInterval);
        }
    }

    internal void OpenInterruptWindow() => TakeInterrupts();

    internal void Pause()
    {
        CheckPower();
        TakeExceptions();
        if (++_pauses % Machine.PausesPerYield == 0)
        {
            // There are more CPUs than the test machine has: whoever is waited for needs the time.
            Thread.Yield();
        }
    }

    /// <summary>Waits, as a guest in VTL0, until something needs VTL2.</summary>
    internal void WaitInGuest()
    {
        while (!Interrupts.HasPending)
        {
            CheckPower();
            Interrupts.Sleep(Timeout.InfiniteTimeSpan);
        }
    }

    private bool TakeInterrupts()
    {
        CheckPower();
        TakeExceptions();
        return Interrupts.TakeAll();
    }

    /// <summary>Ends the CPU when the machine is off.</summary>
    internal void CheckPower()
    {
        if (Machine.IsOff)
        {
            throw new CpuStoppedException();
        }
    }
}
