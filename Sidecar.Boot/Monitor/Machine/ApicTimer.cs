using Sidecar.Boot.Processors;
using Sidecar.Boot.Time;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Monitor.Machine;

/// <summary>The boot processor's APIC timer, one shot at a time: what ends a wait in which nothing else happens.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public readonly struct ApicTimer<TMachine>
    where TMachine : IMonitorMachine
{
    private const uint Masked = 1U << 16;
    private const uint DivideByOne = 0b1011;
    private const ulong CalibrationMicroseconds = 500;

    private readonly uint _countsPerMillisecond;

    private ApicTimer(uint countsPerMillisecond) => _countsPerMillisecond = countsPerMillisecond;

    /// <summary>Whether there is a timer: not on a default value, which stands for a CPU without x2APIC.</summary>
    public bool IsPresent => _countsPerMillisecond != 0;

    /// <summary>Measures the timer's rate, which nothing tells reliably, against the time stamp counter.</summary>
    public static ApicTimer<TMachine> Calibrate(Clock clock)
    {
        Write(ApicRegister.LVT_TIMER, Masked | BootVectors.Timer);
        Write(ApicRegister.TIMER_DCR, DivideByOne);
        Write(ApicRegister.TIMER_ICR, uint.MaxValue);
        clock.Delay<TMachine>(CalibrationMicroseconds);
        var elapsed = uint.MaxValue - (uint)TMachine.ReadMsr(ApicRegister.TIMER_CCR.X2ApicMsr());
        Write(ApicRegister.TIMER_ICR, 0);
        Write(ApicRegister.LVT_TIMER, BootVectors.Timer);
        var perMillisecond = elapsed * 1000UL / CalibrationMicroseconds;
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
