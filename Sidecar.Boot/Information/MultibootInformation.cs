using System;
using System.Buffers.Binary;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Information;

/// <summary>
/// Reads Multiboot2's boot information (Multiboot2 specification 2.0, section 3): total size and a reserved word, then tags of (type, size, …), each
/// starting at a multiple of 8.
/// </summary>
public static class MultibootInformation
{
    /// <summary>What a Multiboot2 loader leaves in EAX.</summary>
    public const uint EntryMagic = 0x36d7_6289;

    private const uint MaxTotalSize = 1 << 20;
    private const int MinRegionSize = 24;

    /// <summary>Copies everything of interest into <paramref name="information"/>.</summary>
    public static BootInformationResult Read<TMemory>(ulong address, ref BootInformation information)
        where TMemory : IPhysicalMemory
    {
        ReadOnlySpan<byte> header = TMemory.Map(address, 8);
        if (header.IsEmpty)
        {
            return new(BootInformationProblem.Unreachable, address);
        }

        var totalSize = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (totalSize is < 16 or > MaxTotalSize)
        {
            return new(BootInformationProblem.TotalSize, totalSize);
        }

        ReadOnlySpan<byte> tags = TMemory.Map(address, totalSize);
        if (tags.IsEmpty)
        {
            return new(BootInformationProblem.Unreachable, address);
        }

        information.Protocol = BootProtocol.Multiboot2;
        for (var offset = 8; offset + 8 <= tags.Length;)
        {
            var type = (MultibootTag)BinaryPrimitives.ReadUInt32LittleEndian(tags[offset..]);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(tags[(offset + 4)..]);
            if (size < 8 || size > (uint)(tags.Length - offset))
            {
                return new(BootInformationProblem.TagSize, (ulong)offset);
            }

            if (type == MultibootTag.End)
            {
                break;
            }

            var result = ReadTag(type, tags.Slice(offset, (int)size), address + (uint)offset, ref information);
            if (!result.IsGood)
            {
                return result.Problem == BootInformationProblem.TagSize ? new(BootInformationProblem.TagSize, (ulong)offset) : result;
            }

            offset += (int)((size + 7) & ~7U);
        }

        return information.Regions.IsEmpty ? new(BootInformationProblem.NoMemoryMap) : default;
    }

    private static BootInformationResult ReadTag(MultibootTag type, ReadOnlySpan<byte> tag, ulong address, ref BootInformation information)
    {
        switch (type)
        {
            case MultibootTag.CommandLine:
                information.CommandLine = UpToZero(tag[8..]);
                return default;
            case MultibootTag.Module:
                return ReadModule(tag, ref information);
            case MultibootTag.MemoryMap:
                return ReadMemoryMap(tag, ref information);
            case MultibootTag.AcpiOld when information.Rsdp == 0:
            case MultibootTag.AcpiNew:
                // The tag holds a copy of the root pointer; the newer one wins, in whichever order they come.
                information.Rsdp = address + 8;
                return default;
            default:
                return default;
        }
    }

    private static BootInformationResult ReadModule(ReadOnlySpan<byte> tag, ref BootInformation information)
    {
        if (tag.Length < 16)
        {
            return new(BootInformationProblem.TagSize);
        }

        var range = new PhysicalRange(BinaryPrimitives.ReadUInt32LittleEndian(tag[8..]), BinaryPrimitives.ReadUInt32LittleEndian(tag[12..]));
        if (range.IsEmpty)
        {
            return new(BootInformationProblem.ModuleRange, range.Start);
        }

        return information.TryAddModule(range, UpToZero(tag[16..])) ? default : new(BootInformationProblem.TooManyModules, BootInformation.MaxModules);
    }

    private static BootInformationResult ReadMemoryMap(ReadOnlySpan<byte> tag, ref BootInformation information)
    {
        if (tag.Length < 16)
        {
            return new(BootInformationProblem.TagSize);
        }

        var entrySize = BinaryPrimitives.ReadUInt32LittleEndian(tag[8..]);
        if (entrySize < MinRegionSize || entrySize % 8 != 0 || entrySize > MaxTotalSize)
        {
            return new(BootInformationProblem.RegionSize, entrySize);
        }

        for (var entries = tag[16..]; entries.Length >= (int)entrySize; entries = entries[(int)entrySize..])
        {
            var added = information.TryAddRegion(
                BinaryPrimitives.ReadUInt64LittleEndian(entries),
                BinaryPrimitives.ReadUInt64LittleEndian(entries[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entries[16..]));
            if (!added)
            {
                return new(BootInformationProblem.TooManyRegions, BootInformation.MaxRegions);
            }
        }

        return default;
    }

    private static ReadOnlySpan<byte> UpToZero(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }
}
