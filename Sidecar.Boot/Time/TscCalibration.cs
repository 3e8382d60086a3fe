using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Time;

/// <summary>Finds the frequency of the time stamp counter: asks the CPU, then the hypervisor, then measures.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class TscCalibration<TMachine>
    where TMachine : IBootMachine
{
    private const uint HypervisorFeature = 1U << 31;
    private const ulong AssumedFrequency = 4_000_000_000;
    private const ulong TimerFrequency = 1_193_182;

    /// <summary>Timer periods of one measurement: a hundredth of a second.</summary>
    private const ushort MeasuredPeriods = 11_932;

    private const int Measurements = 3;

    /// <summary>Polls after which a timer that does not answer is given up: port reads take some 0.1 to 10 µs.</summary>
    private const int MaxPolls = 1_000_000;

    /// <summary>Finds it.</summary>
    public static Clock Calibrate()
    {
        var highest = TMachine.Cpuid(0, 0).Eax;
        if (highest >= 0x15 && FromCrystal(TMachine.Cpuid(0x15, 0)) is > 0 and var byCrystal)
        {
            return new(byCrystal, TscSource.Crystal);
        }

        if ((TMachine.Cpuid(1, 0).Ecx & HypervisorFeature) != 0
            && TMachine.Cpuid(0x4000_0000, 0).Eax is >= 0x4000_0010 and < 0x4001_0000
            && TMachine.Cpuid(0x4000_0010, 0).Eax is > 0 and var kilohertz)
        {
            return new(kilohertz * 1_000UL, TscSource.Hypervisor);
        }

        if (TryMeasure(out var measured))
        {
            return new(measured, TscSource.IntervalTimer);
        }

        return highest >= 0x16 && (TMachine.Cpuid(0x16, 0).Eax & 0xffff) is > 0 and var megahertz
            ? new(megahertz * 1_000_000UL, TscSource.BaseFrequency)
            : new(AssumedFrequency, TscSource.Assumed);
    }

    private static ulong FromCrystal(CpuidRegisters leaf) => leaf.Eax == 0 ? 0 : (ulong)leaf.Ecx * leaf.Ebx / leaf.Eax;

    /// <summary>The shortest of several measurements: being held up by something else makes one longer, nothing makes it shorter.</summary>
    private static bool TryMeasure(out ulong frequency)
    {
        var shortest = ulong.MaxValue;
        for (var i = 0; i < Measurements; i++)
        {
            if (!TryMeasureOnce(out var ticks))
            {
                frequency = 0;
                return false;
            }

            shortest = ticks < shortest ? ticks : shortest;
        }

        frequency = shortest * TimerFrequency / MeasuredPeriods;
        return frequency >= 1_000_000;
    }

    private static bool TryMeasureOnce(out ulong ticks)
    {
        const ushort ControlPort = 0x61;
        const byte Gate = 1;
        const byte Speaker = 2;
        const byte Output = 0x20;
        const ushort Command = 0x43;
        const ushort Channel2 = 0x42;
        const byte OneShotOfChannel2 = 0xb0;

        TMachine.WriteByte(ControlPort, (byte)((TMachine.ReadByte(ControlPort) & ~Speaker) | Gate));
        TMachine.WriteByte(Command, OneShotOfChannel2);
        TMachine.WriteByte(Channel2, MeasuredPeriods & 0xff);
        TMachine.WriteByte(Channel2, MeasuredPeriods >> 8);
        var start = TMachine.Timestamp;
        for (var polls = 0; polls < MaxPolls; polls++)
        {
            if ((TMachine.ReadByte(ControlPort) & Output) != 0)
            {
                ticks = TMachine.Timestamp - start;
                // A timer that is not there reads as all ones: done at once.
                return polls > 0;
            }
        }

        ticks = 0;
        return false;
    }
}
