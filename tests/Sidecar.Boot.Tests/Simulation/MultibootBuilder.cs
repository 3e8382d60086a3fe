using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>Writes Multiboot2 boot information.</summary>
internal sealed class MultibootBuilder
{
    public const ulong Address = 0x7000;

    private readonly MemoryStream _tags = new();

    public MultibootBuilder Tag(uint type, params byte[] body) => Tag(type, (uint)(8 + body.Length), body);

    public MultibootBuilder Tag(uint type, uint size, byte[] body)
    {
        var tag = new byte[(8 + body.Length + 7) & ~7];
        BinaryPrimitives.WriteUInt32LittleEndian(tag, type);
        BinaryPrimitives.WriteUInt32LittleEndian(tag.AsSpan(4), size);
        body.CopyTo(tag, 8);
        _tags.Write(tag);
        return this;
    }

    public MultibootBuilder CommandLine(string text) => Tag(1, [.. Encoding.UTF8.GetBytes(text), 0]);

    public MultibootBuilder Module(uint start, uint end, string name)
        => Tag(3, [.. BitConverter.GetBytes(start), .. BitConverter.GetBytes(end), .. Encoding.UTF8.GetBytes(name), 0]);

    public MultibootBuilder MemoryMap(params (ulong Start, ulong Length, uint Kind)[] map)
    {
        var body = new MemoryStream();
        body.Write(BitConverter.GetBytes(24));
        body.Write(BitConverter.GetBytes(0));
        foreach (var (start, length, kind) in map)
        {
            body.Write(BitConverter.GetBytes(start));
            body.Write(BitConverter.GetBytes(length));
            body.Write(BitConverter.GetBytes(kind));
            body.Write(BitConverter.GetBytes(0));
        }

        return Tag(6, body.ToArray());
    }

    public void WriteTo(byte[] memory, uint? totalSize = null)
    {
        Tag(0);
        var tags = _tags.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(memory.AsSpan((int)Address), totalSize ?? (uint)(8 + tags.Length));
        tags.CopyTo(memory, (int)Address + 8);
    }
}
