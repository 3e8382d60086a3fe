using System;
using System.Buffers.Binary;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Information;

/// <summary>
/// Reads Xen's <c>hvm_start_info</c> (xen/include/public/arch-x86/hvm/start_info.h), which a PVH loader leaves in EBX. Layout:
/// magic, version, flags, module count (u32 each), module list, command line, RSDP (u64 each); from version 1 on memory map (u64) and entry count (u32).
/// </summary>
public static class PvhInformation
{
    /// <summary>"xEn3" with the high bit of the "E" set.</summary>
    public const uint ExpectedMagic = 0x336e_c578;

    private const ulong HeaderSize = 40;
    private const ulong HeaderSizeFromVersion1 = 56;
    private const int ModuleSize = 32;
    private const int RegionSize = 24;

    /// <summary>Copies everything of interest into <paramref name="information"/>.</summary>
    public static BootInformationResult Read<TMemory>(ulong address, ref BootInformation information)
        where TMemory : IPhysicalMemory
    {
        ReadOnlySpan<byte> header = TMemory.Map(address, HeaderSize);
        if (header.IsEmpty)
        {
            return new(BootInformationProblem.Unreachable, address);
        }

        var magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (magic != ExpectedMagic)
        {
            return new(BootInformationProblem.Magic, magic);
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (version < 1)
        {
            return new(BootInformationProblem.Version, version);
        }

        header = TMemory.Map(address, HeaderSizeFromVersion1);
        if (header.IsEmpty)
        {
            return new(BootInformationProblem.Unreachable, address);
        }

        information.Protocol = BootProtocol.Pvh;
        information.Rsdp = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        PhysicalText.ReadCommandLine<TMemory>(BinaryPrimitives.ReadUInt64LittleEndian(header[24..]), ref information);

        var result = ReadModules<TMemory>(
            BinaryPrimitives.ReadUInt64LittleEndian(header[16..]), BinaryPrimitives.ReadUInt32LittleEndian(header[12..]), ref information);
        return result.IsGood
            ? ReadMemoryMap<TMemory>(
                BinaryPrimitives.ReadUInt64LittleEndian(header[40..]), BinaryPrimitives.ReadUInt32LittleEndian(header[48..]), ref information)
            : result;
    }

    private static BootInformationResult ReadModules<TMemory>(ulong address, uint count, ref BootInformation information)
        where TMemory : IPhysicalMemory
    {
        if (count > BootInformation.MaxModules)
        {
            return new(BootInformationProblem.TooManyModules, BootInformation.MaxModules);
        }

        Span<byte> name = stackalloc byte[BootModule.MaxName];
        for (var i = 0U; i < count; i++)
        {
            ReadOnlySpan<byte> entry = TMemory.Map(address + (i * ModuleSize), ModuleSize);
            if (entry.IsEmpty)
            {
                return new(BootInformationProblem.Unreachable, address);
            }

            var start = BinaryPrimitives.ReadUInt64LittleEndian(entry);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            if (TMemory.Map(start, length).IsEmpty)
            {
                return new(BootInformationProblem.ModuleRange, start);
            }

            var nameLength = PhysicalText.Read<TMemory>(BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]), name);
            _ = information.TryAddModule(PhysicalRange.OfLength(start, length), name[..nameLength]);
        }

        return default;
    }

    private static BootInformationResult ReadMemoryMap<TMemory>(ulong address, uint count, ref BootInformation information)
        where TMemory : IPhysicalMemory
    {
        if (count == 0)
        {
            return new(BootInformationProblem.NoMemoryMap);
        }

        if (count > BootInformation.MaxRegions)
        {
            return new(BootInformationProblem.TooManyRegions, BootInformation.MaxRegions);
        }

        ReadOnlySpan<byte> map = TMemory.Map(address, (ulong)count * RegionSize);
        if (map.IsEmpty)
        {
            return new(BootInformationProblem.Unreachable, address);
        }

        for (; !map.IsEmpty; map = map[RegionSize..])
        {
            _ = information.TryAddRegion(
                BinaryPrimitives.ReadUInt64LittleEndian(map),
                BinaryPrimitives.ReadUInt64LittleEndian(map[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(map[16..]));
        }

        return default;
    }
}
