namespace Sidecar.Protocol.Handlers;

/// <summary>How a payload field reads and prints at the monitor.</summary>
public enum FieldKind : byte
{
    /// <summary>A little-endian unsigned integer of <see cref="HandlerField.ElementSize"/> bytes.</summary>
    Unsigned = 0,

    /// <summary>A little-endian two's complement integer.</summary>
    Signed = 1,

    /// <summary>Bytes that are text (UTF-8) if a person typed them, hexadecimal when they start with 0x.</summary>
    Bytes = 2,

    /// <summary>A bool, one byte.</summary>
    Boolean = 3,

    /// <summary>An IEEE 754 number of <see cref="HandlerField.ElementSize"/> bytes (4 or 8). Read and printed as its bits, in hexadecimal.</summary>
    Float = 4,
}
