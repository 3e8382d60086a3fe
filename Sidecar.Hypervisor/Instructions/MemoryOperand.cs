namespace Sidecar.Hypervisor.Instructions;

/// <summary>Where in memory an instruction reads or writes, as its bytes say it; <see cref="OperandAddress{TMachine}"/> makes an address of it.</summary>
public struct MemoryOperand
{
    /// <summary>No register, for <see cref="Base"/> and <see cref="Index"/>.</summary>
    public const byte NoRegister = 0xff;

    /// <summary>The address of the next instruction, for <see cref="Base"/>.</summary>
    public const byte NextInstruction = 0xfe;

    /// <summary>Whether there is one.</summary>
    public bool Exists;

    /// <summary>ES, CS, SS, DS, FS, GS as 0 to 5.</summary>
    public byte Segment;

    /// <summary>General register by number, <see cref="NextInstruction"/> or <see cref="NoRegister"/>.</summary>
    public byte Base;

    /// <summary>General register by number, or <see cref="NoRegister"/>.</summary>
    public byte Index;

    /// <summary>What the index is multiplied with, as a shift.</summary>
    public byte Scale;

    /// <summary>Bytes of an address: 2, 4 or 8.</summary>
    public byte AddressSize;

    /// <summary>Only the index's low byte counts (XLAT).</summary>
    public bool ByteIndex;

    /// <summary>What is added.</summary>
    public ulong Displacement;
}
