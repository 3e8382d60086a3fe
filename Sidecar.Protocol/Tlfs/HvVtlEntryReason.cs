namespace Sidecar.Protocol.Tlfs;

/// <summary>Why a VTL was entered.</summary>
public enum HvVtlEntryReason : uint
{
    RESERVED = 0x0,
    VTL_CALL = 0x1,
    INTERRUPT = 0x2,
    INTERCEPT = 0x3,
}
