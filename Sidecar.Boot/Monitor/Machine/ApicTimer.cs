using Sidecar.Boot.Processors;
using Sidecar.Boot.Time;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Monitor.Machine;

/// <summary>The boot processor's APIC timer, one shot at a time: what ends a wait in which nothing else happens.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public readonly struct ApicTimer<TMachine>
    where TMachine : IMonitorMachine
{
    private readonly uint _countsPerMillisecond;

    private ApicTimer(uint countsPerMillisecond) => _countsPerMillisecond = countsPerMillisecond;

    /// <summary>Whether there is a timer: not on a default value, which stands for a CPU without x2APIC.</summary>
    public bool IsPresent => _countsPerMillisecond != 0;

    /// <summary>Measures the timer's rate, and unmasks it.</summary>
    public static ApicTimer<TMachine> Calibrate(Clock clock)
    {
        var perMillisecond = LocalApic<TMachine>.MeasureTimer(clock) / 1_000;
        Write(ApicRegister.LVT_TIMER, BootVectors.Timer);
        return new((uint)System.Math.Clamp(perMillisecond, 1UL, uint.MaxValue));
    }

    /// <summary>Sends the timer's interrupt once, after this long; a time too long for the timer is cut.</summary>
    public void Arm(ulong nanoseconds)
    {
        const ulong longest = 1_000_000_000;
        var counts = System.Math.Min(nanoseconds, longest) * _countsPerMillisecond / 1_000_000;
        Write(ApicRegister.TIMER_ICR, (uint)System.Math.Clamp(counts, 1UL, uint.MaxValue));
    }

    private static void Write(ApicRegister register, uint value) => TMachine.WriteMsr(register.X2ApicMsr(), value);
}
