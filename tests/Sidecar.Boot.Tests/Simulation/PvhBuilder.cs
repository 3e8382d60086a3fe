using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Sidecar.Boot.Tests.Simulation;

/// <summary>Writes a PVH start info into a simulation's memory.</summary>
internal sealed class PvhBuilder
{
    public const ulong Address = 0x6000;
    private const int Modules = 0x6100;
    private const int Regions = 0x6400;
    private const int Texts = 0x7800;

    public uint Magic { get; set; } = 0x336e_c578;

    public uint Version { get; set; } = 1;

    public ulong Rsdp { get; set; } = AcpiBuilder.RootPointer;

    public string CommandLine { get; set; } = "";

    public List<(ulong Start, ulong Length, uint Kind)> Map { get; } = [];

    public List<(ulong Start, ulong Length, string Name)> Files { get; } = [];

    /// <summary>A map of a small PC: low memory, a hole, and the rest.</summary>
    public PvhBuilder UsualMap(ulong end = Simulation.MemorySize)
    {
        Map.Add((0, 0x9_fc00, 1));
        Map.Add((0x9_fc00, 0x6_0400, 2));
        Map.Add((0x10_0000, end - 0x10_0000, 1));
        return this;
    }

    public PvhBuilder File(byte[] memory, ulong start, byte[] content, string name = "")
    {
        content.CopyTo(memory, (int)start);
        Files.Add((start, (ulong)content.Length, name));
        return this;
    }

    public void WriteTo(byte[] memory)
    {
        var text = Texts;
        var info = memory.AsSpan((int)Address, 56);
        BinaryPrimitives.WriteUInt32LittleEndian(info, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(info[4..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(info[12..], Files.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(info[16..], Modules);
        BinaryPrimitives.WriteUInt64LittleEndian(info[24..], CommandLine == "" ? 0 : WriteText(memory, CommandLine, ref text));
        BinaryPrimitives.WriteUInt64LittleEndian(info[32..], Rsdp);
        BinaryPrimitives.WriteUInt64LittleEndian(info[40..], Regions);
        BinaryPrimitives.WriteInt32LittleEndian(info[48..], Map.Count);
        for (var i = 0; i < Files.Count; i++)
        {
            var entry = memory.AsSpan(Modules + (i * 32), 32);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, Files[i].Start);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], Files[i].Length);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], Files[i].Name == "" ? 0 : WriteText(memory, Files[i].Name, ref text));
        }

        for (var i = 0; i < Map.Count; i++)
        {
            var entry = memory.AsSpan(Regions + (i * 24), 24);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, Map[i].Start);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], Map[i].Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], Map[i].Kind);
        }
    }

    private static ulong WriteText(byte[] memory, string value, ref int text)
    {
        var place = text;
        text += Encoding.UTF8.GetBytes(value, memory.AsSpan(text)) + 1;
        memory[text - 1] = 0;
        return (ulong)place;
    }
}
