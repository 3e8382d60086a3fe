namespace System;

/// <summary>Bulk copies.</summary>
public static unsafe class Buffer
{
    /// <summary>Copies bytes that may overlap; a destination too short stops the machine with a fault.</summary>
    public static void MemoryCopy(void* source, void* destination, ulong destinationSizeInBytes, ulong sourceBytesToCopy)
    {
        if (sourceBytesToCopy > destinationSizeInBytes)
        {
            ThrowHelper.DestinationTooShort();
        }

        SpanHelpers.Memmove(ref *(byte*)destination, ref *(byte*)source, (nuint)sourceBytesToCopy);
    }

    /// <summary>The compiler's copy of structs with object references. Nothing moves objects here, so it is a plain copy.</summary>
    internal static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint byteCount)
        => SpanHelpers.Memmove(ref destination, ref source, byteCount);
}
