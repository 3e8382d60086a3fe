using System.Collections.Generic;

namespace Sidecar.Simulation.Devices;

/// <summary>The machine's I/O ports. Nothing but UARTs answers: a read elsewhere gives all ones, as an open bus does.</summary>
public sealed class PortSpace
{
    /// <summary>COM2, where the kernel's log goes unless it is told otherwise.</summary>
    public const ushort Com2 = 0x2f8;

    private const ushort UartPorts = 8;
    private readonly SortedDictionary<ushort, Uart> _uarts = new() { [0x3f8] = new(), [Com2] = new(), [0x3e8] = new(), [0x2e8] = new() };

    /// <summary>The UART at a base port.</summary>
    public Uart UartAt(ushort port) => _uarts[port];

    internal byte Read(ushort port) => Find(port, out var uart) is var register and >= 0 ? uart!.Read(register) : byte.MaxValue;

    internal void Write(ushort port, byte value)
    {
        if (Find(port, out var uart) is var register and >= 0)
        {
            uart!.Write(register, value);
        }
    }

    private int Find(ushort port, out Uart? uart)
        => _uarts.TryGetValue((ushort)(port & ~(UartPorts - 1)), out uart) ? port & (UartPorts - 1) : -1;
}
