using System;
using System.Buffers.Binary;

namespace Sidecar.Boot.Linux;

/// <summary>
/// A bzImage (Linux, Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header"): a real-mode part, of which only the header is used here, and the kernel, which unpacks itself. The file may be
/// anybody's: every number is checked before it is used.
/// </summary>
public readonly ref struct LinuxImage
{
    /// <summary>Byte offset of the setup header, in the file and in <c>boot_params</c>.</summary>
    public const int HeaderOffset = 0x1f1;

    private const int SectorSize = 512;
    private const int LeastLength = 0x268;
    private const ushort BootSignature = 0xaa55;
    private const uint HeaderSignature = 0x5372_6448;
    private const int LeastProtocol = 0x20e;
    private const ushort Has64BitEntry = 1;

    /// <summary>Distance of the 64-bit entry from the kernel's first byte.</summary>
    private const ulong EntryOffset = 0x200;

    private const ulong LeastAlignment = 0x1000;
    private const ulong MostAlignment = 1 << 30;
    private const ulong MostMemory = 1UL << 32;

    private readonly ReadOnlySpan<byte> _file;

    private LinuxImage(ReadOnlySpan<byte> file, int kernelOffset)
    {
        _file = file;
        Kernel = file[kernelOffset..];
    }

    /// <summary>The kernel: what is loaded.</summary>
    public ReadOnlySpan<byte> Kernel { get; }

    /// <summary>The setup header, as it belongs into <c>boot_params</c> at <see cref="HeaderOffset"/>.</summary>
    public ReadOnlySpan<byte> Header => _file[HeaderOffset..HeaderEnd];

    /// <summary>Bytes of memory from where it is loaded on that the kernel uses before it has looked at the memory map.</summary>
    public ulong MemorySize => BinaryPrimitives.ReadUInt32LittleEndian(_file[0x260..]);

    /// <summary>Alignment of where it is loaded.</summary>
    public ulong Alignment => BinaryPrimitives.ReadUInt32LittleEndian(_file[0x230..]);

    /// <summary>Lowest address at which it runs: loaded below, it unpacks itself from there on all the same, over whatever lies there.</summary>
    public ulong LowestAddress => BinaryPrimitives.ReadUInt64LittleEndian(_file[0x258..]);

    /// <summary>Bytes of a command line that it takes.</summary>
    public int CommandLineSize => (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(_file[0x238..]), int.MaxValue);

    /// <summary>Its version, such as <c>6.1.0-56-cloud-amd64 (…)</c>; empty when the file does not tell.</summary>
    public ReadOnlySpan<byte> Version
    {
        get
        {
            var at = BinaryPrimitives.ReadUInt16LittleEndian(_file[0x20e..]) + SectorSize;
            if (at == SectorSize || at >= _file.Length)
            {
                return default;
            }

            var text = _file[at..];
            var length = text.IndexOf((byte)0);
            return length < 0 ? default : text[..length];
        }
    }

    // The header ends where the jump over it, two bytes before the signature, leads.
    private int HeaderEnd => Math.Min(0x202 + _file[0x201], _file.Length);

    /// <summary>Where to enter a kernel that was loaded at <paramref name="address"/>.</summary>
    public static ulong Entry(ulong address) => address + EntryOffset;

    /// <summary>Checks a file.</summary>
    public static LinuxResult Open(ReadOnlySpan<byte> file, out LinuxImage image)
    {
        image = default;
        if (file.Length < LeastLength || BinaryPrimitives.ReadUInt16LittleEndian(file[0x1fe..]) != BootSignature
            || BinaryPrimitives.ReadUInt32LittleEndian(file[0x202..]) != HeaderSignature || 0x202 + file[0x201] > LeastLength + 0x20)
        {
            return new(LinuxProblem.NoImage, (ulong)file.Length);
        }

        var protocol = BinaryPrimitives.ReadUInt16LittleEndian(file[0x206..]);
        if (protocol < LeastProtocol)
        {
            return new(LinuxProblem.Protocol, protocol);
        }

        var loadFlags = BinaryPrimitives.ReadUInt16LittleEndian(file[0x236..]);
        if ((loadFlags & Has64BitEntry) == 0)
        {
            return new(LinuxProblem.No64BitEntry, loadFlags);
        }

        if (file[0x234] == 0)
        {
            return new(LinuxProblem.NotRelocatable, BinaryPrimitives.ReadUInt64LittleEndian(file[0x258..]));
        }

        // 0 sectors means 4, for kernels older than the field.
        var sectors = file[HeaderOffset] == 0 ? 4 : file[HeaderOffset];
        var kernel = (sectors + 1) * SectorSize;
        if (kernel + (int)EntryOffset >= file.Length)
        {
            return new(LinuxProblem.SetupLength, (ulong)sectors);
        }

        image = new(file, kernel);
        var (alignment, memory) = (image.Alignment, image.MemorySize);
        return alignment is >= LeastAlignment and <= MostAlignment && (alignment & (alignment - 1)) == 0 && memory >= (ulong)image.Kernel.Length && memory < MostMemory
            ? default
            : new(LinuxProblem.Size, memory);
    }
}
