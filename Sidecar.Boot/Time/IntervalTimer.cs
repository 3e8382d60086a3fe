using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Time;

/// <summary>
/// Measures the time stamp counter against channel 2 of the interval timer (8254), which counts down at 1,193,182 Hz on every PC. The timer is read, not
/// waited for: under an emulator, being told of its end may come late, while a reading is as exact as the two time stamps around it are close.
/// </summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class IntervalTimer<TMachine>
    where TMachine : IBootMachine
{
    private const ulong TimerFrequency = 1_193_182;
    private const ushort ControlPort = 0x61;
    private const ushort CommandPort = 0x43;
    private const ushort Channel2Port = 0x42;
    private const byte Gate = 1;
    private const byte Speaker = 2;
    private const byte Expired = 0x20;

    /// <summary>Channel 2, both bytes, mode 0: counts down once, and says when it is through.</summary>
    private const byte CountDown = 0xb0;

    private const byte LatchChannel2 = 0x80;
    private const ushort FullCount = 0xffff;

    /// <summary>Timer periods of one measurement, some 17 ms of the 55 that the timer counts.</summary>
    private const int MeasuredPeriods = 20_000;

    private const int Attempts = 3;
    private const int ReadingsPerSample = 8;

    /// <summary>Samples after which a timer that does not count is given up: a port access takes some 0.1 to 10 µs.</summary>
    private const int MaxSamples = 100_000;

    private readonly struct Sample(ulong timestamp, int count)
    {
        public ulong Timestamp { get; } = timestamp;

        public int Count { get; } = count;
    }

    /// <summary>Measures; false when there is no timer, or it could not be read in time.</summary>
    /// <param name="frequency">Ticks a second.</param>
    public static bool TryMeasureTsc(out ulong frequency)
    {
        frequency = 0;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (TryMeasureOnce(out frequency))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryMeasureOnce(out ulong frequency)
    {
        TMachine.WriteByte(ControlPort, (byte)((TMachine.ReadByte(ControlPort) & ~Speaker) | Gate));
        TMachine.WriteByte(CommandPort, CountDown);
        TMachine.WriteByte(Channel2Port, FullCount & 0xff);
        TMachine.WriteByte(Channel2Port, FullCount >> 8);

        var start = TakeSample();
        for (var samples = 0; samples < MaxSamples; samples++)
        {
            var end = TakeSample();
            if ((TMachine.ReadByte(ControlPort) & Expired) != 0)
            {
                // Held up for so long that the count is through, or no timer at all, which reads as all ones.
                break;
            }

            var periods = start.Count - end.Count;
            if (periods >= MeasuredPeriods)
            {
                frequency = (end.Timestamp - start.Timestamp) * TimerFrequency / (ulong)periods;
                return frequency >= 1_000_000;
            }
        }

        frequency = 0;
        return false;
    }

    /// <summary>The reading, of several, whose time is known best.</summary>
    private static Sample TakeSample()
    {
        var best = default(Sample);
        var shortest = ulong.MaxValue;
        for (var i = 0; i < ReadingsPerSample; i++)
        {
            var before = TMachine.Timestamp;
            TMachine.WriteByte(CommandPort, LatchChannel2);
            var duration = TMachine.Timestamp - before;
            var count = TMachine.ReadByte(Channel2Port) | (TMachine.ReadByte(Channel2Port) << 8);
            if (duration < shortest)
            {
                shortest = duration;
                best = new(before + (duration / 2), count);
            }
        }

        return best;
    }
}
