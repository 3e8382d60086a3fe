namespace Sidecar.Vmm.Instructions;

/// <summary>What an instruction does with its operand in memory.</summary>
public enum MemoryOperation : byte
{
    /// <summary>Copies between memory and a register or an immediate.</summary>
    Move,

    /// <summary>Adds to the destination.</summary>
    Add,

    /// <summary>Ors into it.</summary>
    Or,

    /// <summary>Adds with carry.</summary>
    Adc,

    /// <summary>Subtracts with borrow.</summary>
    Sbb,

    /// <summary>Ands into it.</summary>
    And,

    /// <summary>Subtracts from it.</summary>
    Sub,

    /// <summary>Xors into it.</summary>
    Xor,

    /// <summary>Compares: as Sub, without a result.</summary>
    Cmp,

    /// <summary>As And, without a result.</summary>
    Test,

    /// <summary>Exchanges with a register.</summary>
    Exchange,

    /// <summary>Adds one; the carry flag stays.</summary>
    Inc,

    /// <summary>Subtracts one; the carry flag stays.</summary>
    Dec,

    /// <summary>Complements; no flag changes.</summary>
    Not,

    /// <summary>Negates.</summary>
    Neg,

    /// <summary>STOS.</summary>
    Store,

    /// <summary>LODS.</summary>
    Load,

    /// <summary>MOVS.</summary>
    Copy,
}
