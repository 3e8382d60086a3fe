using System;
using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Serial;

/// <summary>A 16550 serial port, polled, 115,200 baud, 8 data bits, no parity, 1 stop bit.</summary>
/// <typeparam name="TPorts">The ports.</typeparam>
/// <param name="port">First of its eight I/O ports.</param>
public readonly struct Uart<TPorts>(ushort port)
    where TPorts : IPorts
{
    private const int InterruptEnable = 1;
    private const int FifoControl = 2;
    private const int LineControl = 3;
    private const int ModemControl = 4;
    private const int LineStatus = 5;
    private const int Scratch = 7;
    private const byte DataReady = 1;
    private const byte TransmitterEmpty = 0x20;

    /// <summary>Polls after which a byte is given up: a port whose other end holds it back must not stop the boot.</summary>
    private const int MaxPolls = 1_000_000;

    private readonly ushort _port = port;

    /// <summary>Whether there is a port: its scratch register keeps what is written.</summary>
    public bool IsPresent
    {
        get
        {
            Write(Scratch, 0x5a);
            var first = Read(Scratch);
            Write(Scratch, 0xa5);
            return first == 0x5a && Read(Scratch) == 0xa5;
        }
    }

    /// <summary>Sets speed and format, turns the port's own interrupts off.</summary>
    public void Initialise()
    {
        Write(InterruptEnable, 0);
        Write(LineControl, 0x80);
        Write(0, 1);
        Write(1, 0);
        Write(LineControl, 0x03);
        Write(FifoControl, 0x07);
        Write(ModemControl, 0x03);
    }

    /// <summary>Sends bytes as they are. A byte that the port does not take in time is dropped, and so is the rest.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (!WaitForTransmitter())
            {
                return;
            }

            Write(0, value);
        }
    }

    /// <summary>Takes a byte that has arrived; false when none has.</summary>
    public bool TryRead(out byte value)
    {
        var status = Read(LineStatus);
        // A port that is not there reads as all ones.
        if (status == 0xff || (status & DataReady) == 0)
        {
            value = 0;
            return false;
        }

        value = Read(0);
        return true;
    }

    private bool WaitForTransmitter()
    {
        for (var polls = 0; polls < MaxPolls; polls++)
        {
            if ((Read(LineStatus) & TransmitterEmpty) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private byte Read(int register) => TPorts.ReadByte((ushort)(_port + register));

    private void Write(int register, byte value) => TPorts.WriteByte((ushort)(_port + register), value);
}
