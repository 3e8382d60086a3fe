using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>The bulk memory operations: those that the compiler calls by name when it copies and clears structs, and what spans use.</summary>
internal static unsafe class SpanHelpers
{
    /// <summary>Copies bytes that may overlap. The compiler's memory copy.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "memmove")]
    internal static extern void Memmove(ref byte dest, ref byte src, nuint len);

    /// <summary>Sets bytes. The compiler's memory fill.</summary>
    internal static void Fill(ref byte dest, byte value, nuint len) => MemorySet((byte*)Unsafe.AsPointer(ref dest), value, len);

    /// <summary>Sets bytes to zero. The compiler's memory clear.</summary>
    internal static void ClearWithoutReferences(ref byte dest, nuint len) => MemorySet((byte*)Unsafe.AsPointer(ref dest), 0, len);

    /// <summary>Sets elements.</summary>
    internal static void Fill<T>(ref T first, nuint count, T value)
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            Fill(ref Unsafe.As<T, byte>(ref first), Unsafe.As<T, byte>(ref value), count);
            return;
        }

        for (nuint i = 0; i < count; i++)
        {
            Unsafe.Add(ref first, i) = value;
        }
    }

    /// <summary>Whether two runs of bytes are the same. Not for secrets: it stops at the first difference.</summary>
    internal static bool SequenceEqual(ref byte first, ref byte second, nuint length)
    {
        nuint i = 0;
        for (; length - i >= 8; i += 8)
        {
            if (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, i)) != Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref second, i)))
            {
                return false;
            }
        }

        for (; i < length; i++)
        {
            if (Unsafe.Add(ref first, i) != Unsafe.Add(ref second, i))
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "memset")]
    private static extern byte* MemorySet(byte* dest, int value, nuint len);
}
