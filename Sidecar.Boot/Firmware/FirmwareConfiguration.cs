using System;
using System.Buffers.Binary;
using Sidecar.Boot.Machine;

namespace Sidecar.Boot.Firmware;

/// <summary>
/// QEMU's firmware configuration device (QEMU, docs/specs/fw_cfg.rst): named files, chosen by writing a 16-bit selector to port 0x510 and read byte by byte
/// from port 0x511. <c>-fw_cfg name=opt/sidecar/cmdline,string=…</c> brings a command line to an image that was booted from a finished ISO.
/// </summary>
/// <typeparam name="TPorts">The ports.</typeparam>
public static class FirmwareConfiguration<TPorts>
    where TPorts : IPorts
{
    private const ushort SelectorPort = 0x510;
    private const ushort DataPort = 0x511;
    private const ushort SignatureKey = 0;
    private const ushort DirectoryKey = 0x19;
    private const int EntrySize = 64;
    private const int NameOffset = 8;
    private const uint MaxFiles = 1024;

    /// <summary>Whether the device is there. For machines under a hypervisor only: the ports mean nothing elsewhere.</summary>
    public static bool IsPresent
    {
        get
        {
            Span<byte> signature = stackalloc byte[4];
            Select(SignatureKey);
            Read(signature);
            return signature.SequenceEqual("QEMU"u8);
        }
    }

    /// <summary>Reads a file, as much of it as there is room for.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="into">Where it goes.</param>
    /// <param name="length">Bytes read.</param>
    /// <returns>False when there is no such file.</returns>
    public static bool TryRead(ReadOnlySpan<byte> name, Span<byte> into, out int length)
    {
        length = 0;
        if (!TryFind(name, out var key, out var size))
        {
            return false;
        }

        length = (int)Math.Min(size, (uint)into.Length);
        Select(key);
        Read(into[..length]);
        return true;
    }

    private static bool TryFind(ReadOnlySpan<byte> name, out ushort key, out uint size)
    {
        Span<byte> entry = stackalloc byte[EntrySize];
        Select(DirectoryKey);
        Read(entry[..4]);
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(entry), MaxFiles);
        for (; count > 0; count--)
        {
            Read(entry);
            var found = entry[NameOffset..];
            // The name is padded with zeros; one that fills its 56 bytes has none.
            if (found[..name.Length].SequenceEqual(name) && (name.Length == found.Length || found[name.Length] == 0))
            {
                size = BinaryPrimitives.ReadUInt32BigEndian(entry);
                key = (ushort)((entry[4] << 8) | entry[5]);
                return true;
            }
        }

        key = 0;
        size = 0;
        return false;
    }

    private static void Select(ushort key) => TPorts.WriteWord(SelectorPort, key);

    private static void Read(Span<byte> into)
    {
        foreach (ref var value in into)
        {
            value = TPorts.ReadByte(DataPort);
        }
    }
}
