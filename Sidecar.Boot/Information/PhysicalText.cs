using System;
using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Information;

/// <summary>Zero-terminated text in physical memory.</summary>
public static class PhysicalText
{
    /// <summary>
    /// Copies text up to its zero, the end of <paramref name="into"/>, or the end of mapped memory. Address 0 stands for no text.
    /// </summary>
    /// <returns>Bytes copied.</returns>
    public static int Read<TMemory>(ulong address, scoped Span<byte> into)
        where TMemory : IPhysicalMemory
    {
        if (address == 0)
        {
            return 0;
        }

        var length = 0;
        while (length < into.Length)
        {
            // Byte by byte: where the text ends is not known, and mapping more than that may reach beyond memory.
            ReadOnlySpan<byte> character = TMemory.Map(address + (uint)length, 1);
            if (character.IsEmpty || character[0] == 0)
            {
                break;
            }

            into[length++] = character[0];
        }

        return length;
    }

    /// <summary>Copies a command line, and notes when it was longer than there is room.</summary>
    public static void ReadCommandLine<TMemory>(ulong address, ref BootInformation information)
        where TMemory : IPhysicalMemory
    {
        Span<byte> text = stackalloc byte[BootInformation.MaxCommandLine + 1];
        information.CommandLine = text[..Read<TMemory>(address, text)];
    }
}
