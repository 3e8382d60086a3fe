using System;
using System.Buffers.Binary;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Linux;

/// <summary>Linux's <c>boot_params</c>, the "zero page" (Documentation/arch/x86/zero-page.rst), one page of memory.</summary>
/// <param name="page">The page, zeroed.</param>
public readonly ref struct BootParameters(Span<byte> page)
{
    /// <summary>Bytes of the structure.</summary>
    public const int Size = 4096;

    /// <summary>Entries of the memory map that it has room for.</summary>
    public const int MaxRegions = 128;

    private const int AcpiRootPointer = 0x70;
    private const int RamdiskHigh = 0xc0;
    private const int RamdiskSizeHigh = 0xc4;
    private const int CommandLineHigh = 0xc8;
    private const int RegionCount = 0x1e8;
    private const int LoaderType = 0x210;
    private const int Code32Start = 0x214;
    private const int Ramdisk = 0x218;
    private const int RamdiskSize = 0x21c;
    private const int CommandLine = 0x228;
    private const int Regions = 0x2d0;
    private const int RegionSize = 20;

    /// <summary>A boot loader that has no number of its own.</summary>
    private const byte UndefinedLoader = 0xff;

    private readonly Span<byte> _page = page;

    /// <summary>Begins with the kernel's own setup header.</summary>
    public void SetHeader(LinuxImage image, ulong address)
    {
        image.Header.CopyTo(_page[LinuxImage.HeaderOffset..]);
        _page[LoaderType] = UndefinedLoader;
        BinaryPrimitives.WriteUInt32LittleEndian(_page[Code32Start..], (uint)address);
    }

    /// <summary>Where the initramfs lies.</summary>
    public void SetRamdisk(PhysicalRange range)
    {
        SetSplit(Ramdisk, RamdiskHigh, range.Length == 0 ? 0 : range.Start);
        SetSplit(RamdiskSize, RamdiskSizeHigh, range.Length);
    }

    /// <summary>Where the command line lies, which ends with a zero.</summary>
    public void SetCommandLine(ulong address) => SetSplit(CommandLine, CommandLineHigh, address);

    /// <summary>Where ACPI's root pointer lies.</summary>
    public void SetAcpiRootPointer(ulong address) => BinaryPrimitives.WriteUInt64LittleEndian(_page[AcpiRootPointer..], address);

    /// <summary>Adds an entry to the memory map; false when it is full.</summary>
    /// <param name="range">Where the memory lies.</param>
    /// <param name="kind">Its E820 type.</param>
    public bool TryAddRegion(PhysicalRange range, uint kind)
    {
        var count = _page[RegionCount];
        if (count == MaxRegions)
        {
            return false;
        }

        var entry = _page[(Regions + (RegionSize * count))..];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, range.Start);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], range.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], kind);
        _page[RegionCount]++;
        return true;
    }

    private void SetSplit(int low, int high, ulong value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_page[low..], (uint)value);
        BinaryPrimitives.WriteUInt32LittleEndian(_page[high..], (uint)(value >> 32));
    }
}
