namespace Sidecar.Protocol.Tests.Wire;

/// <summary>The kinds of facts in openhcl.txt.</summary>
public enum WireGroupKind
{
    /// <summary>A line that no check knows: the coverage test fails on it unless it is excused.</summary>
    Unknown,

    /// <summary>A structure: size, fields, offsets, types.</summary>
    Structure,

    /// <summary>A type that wraps one value.</summary>
    Newtype,

    /// <summary>Bit fields of an integer.</summary>
    BitField,

    /// <summary>An enumeration.</summary>
    Enumeration,

    /// <summary>An expression and its value.</summary>
    Expression,

    /// <summary>The bytes of a made-up value.</summary>
    Golden,

    /// <summary>A list of names and numbers.</summary>
    NameList,
}
