namespace Sidecar.Boot.Processors;

/// <summary>Interrupt vectors of the shim and the monitor.</summary>
public static class BootVectors
{
    /// <summary>Makes a parked CPU look at its wake slot.</summary>
    public const byte Wake = 0x30;

    /// <summary>Tells the monitor, on the boot processor, that a sidecar VP has something for it.</summary>
    public const byte Attention = 0x31;

    /// <summary>Ends a wait of the monitor in which nothing else happens.</summary>
    public const byte Timer = 0x32;

    /// <summary>What an APIC delivers when an interrupt went away before it could be taken.</summary>
    public const byte Spurious = 0xff;
}
