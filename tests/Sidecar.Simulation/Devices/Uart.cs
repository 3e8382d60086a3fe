using System.Collections.Generic;
using System.Text;
using System.Threading;

namespace Sidecar.Simulation.Devices;

/// <summary>A 16550 that keeps what is written to it, by line. It yields now and then so that unguarded writers would tear each other's lines.</summary>
public sealed class Uart
{
    private const int YieldEvery = 7;
    private const byte TransmitterEmpty = 0x20;
    private const byte LineStatus = 5;
    private readonly Lock _sync = new();
    private readonly List<string> _lines = [];
    private readonly StringBuilder _line = new();
    private int _written;

    /// <summary>Makes the transmitter never empty.</summary>
    public bool Stuck { get; set; }

    /// <summary>The whole lines so far, without their ends (CR LF).</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_sync)
            {
                return [.. _lines];
            }
        }
    }

    internal byte Read(int register) => register == LineStatus && !Stuck ? TransmitterEmpty : (byte)0;

    internal void Write(int register, byte value)
    {
        if (register != 0)
        {
            return;
        }

        lock (_sync)
        {
            _line.Append((char)value);
            if (value == '\n')
            {
                _lines.Add(_line.ToString().TrimEnd('\r', '\n'));
                _line.Clear();
            }
        }

        if (++_written % YieldEvery == 0)
        {
            Thread.Yield();
        }
    }
}
