using System.Runtime.InteropServices;

namespace System.Runtime.CompilerServices;

/// <summary>How an array lies in memory behind its type.</summary>
[StructLayout(LayoutKind.Sequential)]
internal sealed class RawArrayData
{
    /// <summary>Number of elements.</summary>
    public uint Length;

    /// <summary>Keeps the elements aligned to eight bytes.</summary>
    public uint Padding;

    /// <summary>The first byte of the first element.</summary>
    public byte Data;
}
