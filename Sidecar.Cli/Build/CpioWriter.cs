using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace Sidecar.Cli.Build;

/// <summary>
/// Writes a cpio archive in the format "newc" (Documentation/driver-api/early-userspace/buffer-format.rst), which boot.elf and Linux read. Members belong to root and have no
/// time, so that the same members make the same bytes. Names are given without a leading slash.
/// </summary>
/// <param name="stream">Where the archive goes.</param>
internal sealed class CpioWriter(Stream stream)
{
    /// <summary>Permissions of a file that is only read.</summary>
    public const int Readable = 0x1a4;

    /// <summary>Permissions of a program or a folder.</summary>
    public const int Executable = 0x1ed;

    private const int FolderType = 0x4000;
    private const int FileType = 0x8000;
    private const int LinkType = 0xa000;
    private const int CharacterDeviceType = 0x2000;

    // What a link's permissions are on Linux, and those of a device that root alone uses.
    private const int LinkPermissions = 0x1ff;
    private const int DevicePermissions = 0x180;
    private const string End = "TRAILER!!!";

    private int _inode;

    /// <summary>Adds a folder; those above it have to be there already.</summary>
    public void Folder(string name) => Write(++_inode, FolderType | Executable, name, []);

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="permissions">Who may do what with it.</param>
    public void File(string name, ReadOnlySpan<byte> content, int permissions = Readable) => Write(++_inode, FileType | permissions, name, content);

    /// <summary>Adds a symbolic link.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="target">What it says, with or without a slash in front.</param>
    public void Link(string name, string target) => Write(++_inode, LinkType | LinkPermissions, name, Encoding.UTF8.GetBytes(target));

    /// <summary>Adds a character device.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="major">The driver's number.</param>
    /// <param name="minor">The device's number at that driver.</param>
    public void CharacterDevice(string name, int major, int minor) => Write(++_inode, CharacterDeviceType | DevicePermissions, name, [], major, minor);

    /// <summary>Ends the archive. What follows it is another one.</summary>
    public void Finish() => Write(0, 0, End, []);

    private void Write(int inode, int mode, string name, ReadOnlySpan<byte> content, int major = 0, int minor = 0)
    {
        // Magic; inode, mode, uid, gid, links, time, size, the numbers of the file system's device, those of the device that it is, size of the name with its zero, checksum.
        var header = string.Create(
            CultureInfo.InvariantCulture,
            $"070701{inode:x8}{mode:x8}{0:x8}{0:x8}{1:x8}{0:x8}{content.Length:x8}{0:x8}{0:x8}{major:x8}{minor:x8}{Encoding.UTF8.GetByteCount(name) + 1:x8}{0:x8}{name}\0");
        WritePadded(Encoding.UTF8.GetBytes(header));
        WritePadded(content);
    }

    private void WritePadded(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> zeros = [0, 0, 0];
        stream.Write(bytes);
        stream.Write(zeros[..(-bytes.Length & 3)]);
    }
}
