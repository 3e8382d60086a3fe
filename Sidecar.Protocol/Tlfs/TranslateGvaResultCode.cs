namespace Sidecar.Protocol.Tlfs;

/// <summary>How a translation ended.</summary>
public enum TranslateGvaResultCode : uint
{
    SUCCESS = 0x0,
    PAGE_NOT_PRESENT = 0x1,
    PRIVILEGE_VIOLATION = 0x2,
    INVALID_PAGE_TABLE_FLAGS = 0x3,
    GPA_UNMAPPED = 0x4,
    GPA_NO_READ_ACCESS = 0x5,
    GPA_NO_WRITE_ACCESS = 0x6,
    GPA_ILLEGAL_OVERLAY_ACCESS = 0x7,
    INTERCEPT = 0x8,
    GPA_UNACCEPTED = 0x9,
}
