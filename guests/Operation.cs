namespace Sidecar.Guests;

/// <summary>An instruction that may fault (Guarded.asm), and what its operands are.</summary>
internal enum Operation : ulong
{
    /// <summary>MOV of a byte from an address.</summary>
    ReadByte,

    /// <summary>MOV of eight bytes from an address.</summary>
    Read,

    /// <summary>MOV of a byte to an address.</summary>
    WriteByte,

    /// <summary>MOV of eight bytes to an address.</summary>
    Write,

    /// <summary>LOCK XADD at an address.</summary>
    Exchange,

    /// <summary>A jump to an address.</summary>
    Execute,

    /// <summary>RDMSR.</summary>
    ReadMsr,

    /// <summary>WRMSR.</summary>
    WriteMsr,

    /// <summary>VMRUN with a physical address.</summary>
    Run,

    /// <summary>VMLOAD with a physical address.</summary>
    Load,

    /// <summary>VMSAVE with a physical address.</summary>
    Save,

    /// <summary>STGI.</summary>
    SetGif,

    /// <summary>CLGI.</summary>
    ClearGif,

    /// <summary>SKINIT.</summary>
    SecureInit,

    /// <summary>INVLPGA of an address.</summary>
    Invalidate,

    /// <summary>UD2.</summary>
    Undefined,
}
