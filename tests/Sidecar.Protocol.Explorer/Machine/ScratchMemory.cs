using System;
using System.Runtime.InteropServices;

namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>Unmanaged memory that stays where it is, for structures that the code under test points at.</summary>
public sealed unsafe class ScratchMemory : IDisposable
{
    private const int PageSize = 4096;
    private byte* _memory;

    /// <summary>Allocates zeroed pages.</summary>
    public ScratchMemory(int pages)
    {
        Length = pages * PageSize;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)Length, PageSize);
        Clear();
    }

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>The first byte of a page.</summary>
    public byte* Page(int page) => _memory + (page * PageSize);

    /// <summary>Zeroes it all.</summary>
    public void Clear() => new Span<byte>(_memory, Length).Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
