namespace Sidecar.Protocol.X64;

/// <summary>How an APIC delivers an interrupt.</summary>
public enum DeliveryMode : byte
{
    FIXED = 0x0,
    LOWEST_PRIORITY = 0x1,
    SMI = 0x2,
    REMOTE_READ = 0x3,
    NMI = 0x4,
    INIT = 0x5,
    SIPI = 0x6,
    EXTINT = 0x7,
}
