using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>QEMU's firmware configuration device; absent, all reads are ones, until a file is added.</summary>
internal sealed class FirmwareDevice
{
    private const ushort FirstFileKey = 0x20;

    private readonly List<(string Name, byte[] Content)> _files = [];
    private byte[] _selected = [];
    private int _position;

    public bool IsPresent => _files.Count > 0;

    public void Add(string name, string content) => _files.Add((name, Encoding.UTF8.GetBytes(content)));

    public void Select(ushort key)
    {
        _position = 0;
        _selected = key switch
        {
            0 => "QEMU"u8.ToArray(),
            0x19 => Directory(),
            >= FirstFileKey when key - FirstFileKey < _files.Count => _files[key - FirstFileKey].Content,
            _ => [],
        };
    }

    public byte Read() => !IsPresent ? (byte)0xff : _position < _selected.Length ? _selected[_position++] : (byte)0;

    private byte[] Directory()
    {
        var directory = new byte[4 + (_files.Count * 64)];
        BinaryPrimitives.WriteInt32BigEndian(directory, _files.Count);
        for (var i = 0; i < _files.Count; i++)
        {
            var entry = directory.AsSpan(4 + (i * 64), 64);
            BinaryPrimitives.WriteInt32BigEndian(entry, _files[i].Content.Length);
            BinaryPrimitives.WriteUInt16BigEndian(entry[4..], (ushort)(FirstFileKey + i));
            Encoding.UTF8.GetBytes(_files[i].Name).CopyTo(entry[8..]);
        }

        return directory;
    }
}
