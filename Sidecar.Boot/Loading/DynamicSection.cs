using System;
using System.Buffers.Binary;
using Sidecar.Protocol.Elf;

namespace Sidecar.Boot.Loading;

/// <summary>
/// Checks what an image will do to itself when it starts: apply the relocations that its dynamic section names. A wild relocation would write over
/// whatever lies beside the image.
/// </summary>
internal static class DynamicSection
{
    private const int EntrySize = 16;
    private const int RelocationSize = 24;
    private const uint RelativeRelocation = 8;

    /// <summary>Finds the dynamic section and follows it.</summary>
    public static ImageResult Check(SidecarImage image, ReadOnlySpan<byte> file)
    {
        var found = -1;
        for (var i = 0; i < image.SegmentCount; i++)
        {
            if (image[i].Type != Segment.Dynamic)
            {
                continue;
            }

            if (found >= 0)
            {
                return new(ImageProblem.SecondDynamic, (ulong)i);
            }

            found = i;
        }

        if (found < 0)
        {
            return new(ImageProblem.NoDynamic);
        }

        var dynamic = image[found];
        return TryView(image, file, dynamic.Address, dynamic.MemorySize, out var entries)
            ? CheckEntries(image, file, entries)
            : new(ImageProblem.DynamicOutside, dynamic.Address);
    }

    private static ImageResult CheckEntries(SidecarImage image, ReadOnlySpan<byte> file, ReadOnlySpan<byte> entries)
    {
        var table = 0UL;
        var size = 0UL;
        var entrySize = (ulong)RelocationSize;
        for (; entries.Length >= EntrySize; entries = entries[EntrySize..])
        {
            var tag = (DynamicTag)BinaryPrimitives.ReadUInt64LittleEndian(entries);
            var value = BinaryPrimitives.ReadUInt64LittleEndian(entries[8..]);
            switch (tag)
            {
                case DynamicTag.End:
                    return CheckRelocations(image, file, table, size, entrySize);
                case DynamicTag.Relocations:
                    table = value;
                    break;
                case DynamicTag.RelocationsSize:
                    size = value;
                    break;
                case DynamicTag.RelocationSize:
                    entrySize = value;
                    break;
                // A static image needs no libraries, has no lazy calls, and its own relocation code knows one table format only.
                case DynamicTag.Needed:
                case DynamicTag.CallRelocationsSize when value != 0:
                case DynamicTag.ImplicitRelocationsSize when value != 0:
                case DynamicTag.PackedRelocationsSize when value != 0:
                    return new(ImageProblem.DynamicTag, (ulong)tag);
                default:
                    break;
            }
        }

        return new(ImageProblem.DynamicUnterminated);
    }

    private static ImageResult CheckRelocations(SidecarImage image, ReadOnlySpan<byte> file, ulong address, ulong size, ulong entrySize)
    {
        if (size == 0)
        {
            return default;
        }

        if (entrySize != RelocationSize)
        {
            return new(ImageProblem.RelocationSize, entrySize);
        }

        if (size % RelocationSize != 0 || !TryView(image, file, address, size, out var table))
        {
            return new(ImageProblem.RelocationsOutside, address, size);
        }

        for (var number = 0UL; !table.IsEmpty; table = table[RelocationSize..], number++)
        {
            var target = BinaryPrimitives.ReadUInt64LittleEndian(table);
            var type = BinaryPrimitives.ReadUInt32LittleEndian(table[8..]);
            if (type != RelativeRelocation)
            {
                return new(ImageProblem.RelocationType, type, number);
            }

            if (!IsLoaded(image, target))
            {
                return new(ImageProblem.RelocationTarget, target, number);
            }
        }

        return default;
    }

    private static bool IsLoaded(SidecarImage image, ulong address)
    {
        for (var i = 0; i < image.SegmentCount; i++)
        {
            if (image[i].Type == Segment.Load && image[i].Contains(address, sizeof(ulong)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Bytes of the file that will lie at an address of the image.</summary>
    private static bool TryView(SidecarImage image, ReadOnlySpan<byte> file, ulong address, ulong length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        for (var i = 0; i < image.SegmentCount; i++)
        {
            var segment = image[i];
            if (segment.Type == Segment.Load && segment.ContainsInFile(address, length))
            {
                bytes = file.Slice((int)(segment.Offset + (address - segment.Address)), (int)length);
                return true;
            }
        }

        return false;
    }
}
