using System;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>Channel 2 of an 8254 that counts by the simulation's time stamps.</summary>
/// <param name="clock">Time stamp, without moving it.</param>
/// <param name="ticksPerPeriod">Time stamp ticks of a timer period.</param>
internal sealed class IntervalTimerDevice(Func<ulong> clock, double ticksPerPeriod)
{
    private ulong _start;
    private int _latched;
    private bool _high;

    private long Periods => (long)((clock() - _start) / ticksPerPeriod);

    public void Write(ushort port, byte value)
    {
        if (port == 0x43 && value == 0x80)
        {
            _latched = (int)((0xffff - Periods) & 0xffff);
            _high = false;
        }
        else if (port == 0x42)
        {
            _start = clock();
        }
    }

    public byte Read(ushort port)
    {
        if (port == 0x61)
        {
            return Periods > 0xffff ? (byte)0x21 : (byte)0x01;
        }

        _high = !_high;
        return (byte)(_high ? _latched : _latched >> 8);
    }
}
