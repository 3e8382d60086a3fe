namespace Sidecar.Protocol.X64;

/// <summary>Exception vectors. Named apart from System.Exception, the one type whose name differs from openhcl.txt's.</summary>
public enum ExceptionVector : byte
{
    DIVIDE_ERROR = 0x0,
    DEBUG = 0x1,
    BREAKPOINT = 0x3,
    OVERFLOW = 0x4,
    BOUND_RANGE_EXCEEDED = 0x5,
    INVALID_OPCODE = 0x6,
    DEVICE_NOT_AVAILABLE = 0x7,
    DOUBLE_FAULT = 0x8,
    INVALID_TSS = 0xa,
    SEGMENT_NOT_PRESENT = 0xb,
    STACK_SEGMENT_FAULT = 0xc,
    GENERAL_PROTECTION_FAULT = 0xd,
    PAGE_FAULT = 0xe,
    FLOATING_POINT_EXCEPTION = 0x10,
    ALIGNMENT_CHECK = 0x11,
    MACHINE_CHECK = 0x12,
    SIMD_FLOATING_POINT_EXCEPTION = 0x13,
    CONTROL_PROTECTION_EXCEPTION = 0x15,
    SEV_VMM_COMMUNICATION = 0x1d,
}
