namespace Sidecar.Boot.Options;

/// <summary>What is wrong with a word of the command line.</summary>
public enum OptionProblemKind
{
    /// <summary>No such key.</summary>
    UnknownKey = 0,

    /// <summary>The key needs a value.</summary>
    MissingValue,

    /// <summary>The key takes no value.</summary>
    UnexpectedValue,

    /// <summary>Not a number of the range.</summary>
    Number,

    /// <summary>Not <c>hlt</c>, <c>mwait</c> or <c>auto</c>.</summary>
    IdleMode,

    /// <summary>Not 0 or 1.</summary>
    Switch,

    /// <summary>Not a list of processor numbers and ranges.</summary>
    ProcessorList,

    /// <summary>Not a size in bytes.</summary>
    Size,

    /// <summary>Not the name of anything: empty, too long, or with characters other than a-z, 0-9 and -.</summary>
    Name,

    /// <summary>Not <c>monitor</c> or <c>linux</c>.</summary>
    Host,
}
