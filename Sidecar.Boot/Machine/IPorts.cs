namespace Sidecar.Boot.Machine;

/// <summary>I/O ports.</summary>
public interface IPorts
{
    /// <summary>Reads a byte.</summary>
    static abstract byte ReadByte(ushort port);

    /// <summary>Writes a byte.</summary>
    static abstract void WriteByte(ushort port, byte value);

    /// <summary>Writes 16 bits.</summary>
    static abstract void WriteWord(ushort port, ushort value);
}
