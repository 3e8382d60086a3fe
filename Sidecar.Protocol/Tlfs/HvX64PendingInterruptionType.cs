namespace Sidecar.Protocol.Tlfs;

/// <summary>Kinds of interruptions.</summary>
public enum HvX64PendingInterruptionType : byte
{
    HV_X64_PENDING_INTERRUPT = 0x0,
    HV_X64_PENDING_NMI = 0x2,
    HV_X64_PENDING_EXCEPTION = 0x3,
    HV_X64_PENDING_SOFTWARE_INTERRUPT = 0x4,
    HV_X64_PENDING_PRIVILEGED_SOFTWARE_EXCEPTION = 0x5,
    HV_X64_PENDING_SOFTWARE_EXCEPTION = 0x6,
}
