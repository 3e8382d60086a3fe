namespace Sidecar.Plugs.Image.Machine;

/// <summary>Faults that Faults.asm can raise, and their operand.</summary>
internal enum FaultKind : ulong
{
    /// <summary>Division by zero.</summary>
    Divide,

    /// <summary>UD2.</summary>
    Undefined,

    /// <summary>A read at an address.</summary>
    Load,

    /// <summary>A write at an address.</summary>
    Store,

    /// <summary>A call of an address.</summary>
    Execute,

    /// <summary>A selector into DS.</summary>
    LoadDs,

    /// <summary>A selector into SS.</summary>
    LoadSs,

    /// <summary>x87 division by zero, unmasked.</summary>
    X87,

    /// <summary>INT3.</summary>
    Breakpoint,

    /// <summary>Pushes without end, from a stack pointer.</summary>
    Overflow,
}
