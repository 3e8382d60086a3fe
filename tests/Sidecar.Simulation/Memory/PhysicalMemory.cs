using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Sidecar.Simulation.Memory;

/// <summary>
/// The machine's memory: native blocks whose physical addresses are their addresses in this process. Filled with rubbish, as memory is that an earlier boot used.
/// </summary>
public sealed unsafe class PhysicalMemory : IDisposable
{
    /// <summary>Bytes of a page.</summary>
    public const ulong PageSize = 4096;

    private const byte Rubbish = 0xa5;
    // Replaced as a whole when a block is added, since CPUs look at any time.
    private (ulong Base, ulong Size)[] _blocks = [];

    /// <summary>Adds a block of memory. For one thread at a time.</summary>
    /// <param name="size">Bytes; rounded up to whole pages.</param>
    /// <param name="alignment">A power of two, at least a page.</param>
    public ulong Allocate(ulong size, ulong alignment = PageSize)
    {
        var bytes = (size + PageSize - 1) & ~(PageSize - 1);
        var block = NativeMemory.AlignedAlloc((nuint)bytes, (nuint)alignment);
        new Span<byte>(block, checked((int)bytes)).Fill(Rubbish);
        Volatile.Write(ref _blocks, [.. _blocks, ((ulong)block, bytes)]);
        return (ulong)block;
    }

    /// <summary>Adds a block of zeroes.</summary>
    /// <param name="size">Bytes; rounded up to whole pages.</param>
    public ulong AllocateZeroed(ulong size)
    {
        var address = Allocate(size);
        new Span<byte>((void*)address, checked((int)size)).Clear();
        return address;
    }

    /// <summary>Whether all of a range is memory.</summary>
    public bool Contains(ulong address, ulong size)
    {
        foreach (var block in Volatile.Read(ref _blocks))
        {
            if (address - block.Base < block.Size)
            {
                return size <= block.Size - (address - block.Base);
            }
        }

        return false;
    }

    /// <summary>The memory at a physical address, as a structure.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no memory.</exception>
    public ref T At<T>(ulong address)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfEqual(Contains(address, (ulong)sizeof(T)), false, nameof(address));
        // SAFETY: checked right above; blocks live as long as the machine.
        return ref *(T*)address;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            NativeMemory.AlignedFree((void*)block.Base);
        }

        _blocks = [];
    }
}
