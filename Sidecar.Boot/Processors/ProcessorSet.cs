using System.Runtime.CompilerServices;

namespace Sidecar.Boot.Processors;

/// <summary>A set of processor numbers below <see cref="Capacity"/>.</summary>
public struct ProcessorSet
{
    /// <summary>Processors that the shim has room for (OpenHCL's number, too).</summary>
    public const int Capacity = 2048;

    /// <summary>Bytes of the set as a bitmap, bit 0 of byte 0 for processor 0.</summary>
    public const int BitmapSize = Capacity / 8;

    private Words _words;

    /// <summary>Whether a number is in the set; numbers beyond the capacity are not.</summary>
    public readonly bool Contains(int number) => (uint)number < Capacity && (_words[number >> 6] >> (number & 63) & 1) != 0;

    /// <summary>Adds a number below the capacity.</summary>
    public void Add(int number) => _words[number >> 6] |= 1UL << (number & 63);

    /// <summary>Removes a number below the capacity.</summary>
    public void Remove(int number) => _words[number >> 6] &= ~(1UL << (number & 63));

    /// <summary>Adds the first <paramref name="count"/> numbers.</summary>
    public void AddFirst(int count)
    {
        for (var number = 0; number < count && number < Capacity; number++)
        {
            Add(number);
        }
    }

    /// <summary>Eight numbers of the set as the byte at <paramref name="index"/> of the bitmap.</summary>
    public readonly byte BitmapByte(int index) => (byte)(_words[index >> 3] >> ((index & 7) * 8));

    [InlineArray(Capacity / 64)]
    private struct Words
    {
        private ulong _first;
    }
}
