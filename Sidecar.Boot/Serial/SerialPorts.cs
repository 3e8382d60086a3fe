namespace Sidecar.Boot.Serial;

/// <summary>First I/O port of each serial port, and what it is for.</summary>
public static class SerialPorts
{
    /// <summary>The console.</summary>
    public const ushort Com1 = 0x3f8;

    /// <summary>The kernel's log.</summary>
    public const ushort Com2 = 0x2f8;

    /// <summary>The monitor's report to the program that started the machine.</summary>
    public const ushort Com3 = 0x3e8;
}
