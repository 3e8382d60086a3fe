namespace System;

/// <summary>Why the machine was stopped: the value in edi at the undefined instruction of <c>plug_fail_fast</c>.</summary>
internal enum FailFastReason
{
    IndexOutOfRange = 1,
    ArgumentOutOfRange = 2,
    DestinationTooShort = 3,
    NoValue = 4,
    Overflow = 5,
    DivideByZero = 6,
    NullReference = 7,
    ArrayTypeMismatch = 9,
    NotSupported = 10,
    InvalidProgram = 11,

    /// <summary>A stack buffer was overrun: raised by the compiler's own check, through <c>RhpFallbackFailFast</c>.</summary>
    StackCorruption = 12,
}
