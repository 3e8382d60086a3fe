using System;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;

namespace Sidecar.Boot.Information;

/// <summary>
/// Several files in the place of one, which is all that QEMU's <c>-initrd</c> takes: a cpio archive in the "newc" format (Linux, Documentation/driver-api/early-userspace/buffer-format.rst).
/// Its members become modules that lie where they are in it; the archive stays a module itself, so that its memory is given to nobody.
/// </summary>
/// <remarks>A member: header of 110 characters, name with its zero, data; the last two each padded to a multiple of 4 from the archive's start.</remarks>
public static class ModuleArchive
{
    private const int HeaderSize = 110;
    private const int FieldSize = 8;

    // Fields of eight hexadecimal digits, after the magic: inode, mode, uid, gid, links, time, file size, four device numbers, name size, checksum.
    private const int ModeOffset = 14;
    private const int FileSizeOffset = 54;
    private const int NameSizeOffset = 94;

    private const uint TypeMask = 0xf000;
    private const uint RegularFile = 0x8000;

    private static ReadOnlySpan<byte> Magic => "070701"u8;

    private static ReadOnlySpan<byte> End => "TRAILER!!!"u8;

    /// <summary>The name that the archive itself gets.</summary>
    private static ReadOnlySpan<byte> ArchiveName => "archive"u8;

    /// <summary>Adds the members of each module that is an archive. Modules of any other kind stay as they are, and so does Linux's initramfs, which is an archive for Linux to take apart.</summary>
    public static BootInformationResult Unpack<TMemory>(ref BootInformation information)
        where TMemory : IPhysicalMemory
    {
        // Members are not looked into: what is added here is behind the modules that the loader gave.
        var given = information.Modules.Length;
        for (var i = 0; i < given; i++)
        {
            var range = information.Modules[i].Range;
            ReadOnlySpan<byte> file = TMemory.Map(range.Start, range.Length);
            if (!file.StartsWith(Magic) || information.Modules[i].IsCalled("initramfs"u8))
            {
                continue;
            }

            information.NameModule(i, ArchiveName);
            var result = Unpack(file, range.Start, ref information);
            if (!result.IsGood)
            {
                return result;
            }
        }

        return default;
    }

    private static BootInformationResult Unpack(ReadOnlySpan<byte> archive, ulong address, ref BootInformation information)
    {
        var at = 0;
        while (true)
        {
            var rest = archive[at..];
            if (rest.Length < HeaderSize || !rest.StartsWith(Magic)
                || !TryReadField(rest[ModeOffset..], out var mode)
                || !TryReadField(rest[FileSizeOffset..], out var fileSize)
                || !TryReadField(rest[NameSizeOffset..], out var nameSize))
            {
                return new(BootInformationProblem.ArchiveHeader, (ulong)at);
            }

            if (nameSize == 0 || nameSize > (uint)(rest.Length - HeaderSize) || rest[HeaderSize + (int)nameSize - 1] != 0)
            {
                return new(BootInformationProblem.ArchiveName, (ulong)at);
            }

            var name = rest.Slice(HeaderSize, (int)nameSize - 1);
            if (name.SequenceEqual(End))
            {
                return default;
            }

            // In 64 bits, where nothing that was checked to be below 4 GiB overflows.
            var start = Align((ulong)at + HeaderSize + nameSize);
            if (start > (ulong)archive.Length || fileSize > (ulong)archive.Length - start)
            {
                return new(BootInformationProblem.ArchiveSize, (ulong)at);
            }

            if ((mode & TypeMask) == RegularFile && fileSize != 0 && !information.TryAddModule(PhysicalRange.OfLength(address + start, fileSize), name))
            {
                return new(BootInformationProblem.TooManyModules, BootInformation.MaxModules);
            }

            at = (int)Math.Min(Align(start + fileSize), (ulong)archive.Length);
        }
    }

    private static ulong Align(ulong offset) => (offset + 3) & ~3UL;

    private static bool TryReadField(ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        for (var i = 0; i < FieldSize; i++)
        {
            var digit = text[i];
            var number = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
                _ => -1,
            };
            if (number < 0)
            {
                return false;
            }

            value = (value << 4) | (uint)number;
        }

        return true;
    }
}
