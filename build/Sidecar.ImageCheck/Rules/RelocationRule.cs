using System.Buffers.Binary;
using System.Collections.Generic;
using Sidecar.ImageCheck.Elf;

namespace Sidecar.ImageCheck.Rules;

/// <summary>The only relocations are R_X86_64_RELATIVE with addends: the kernel applies those to itself and knows no others.</summary>
public static class RelocationRule
{
    private const int EntrySize = 24;
    private const uint Relative = 8;

    /// <summary>What is wrong.</summary>
    public static IEnumerable<string> Check(ElfFile image)
    {
        foreach (var (tag, what) in new[]
        {
            (DynamicTag.PltRelocationsSize, "calls to be resolved by a loader (DT_JMPREL)"),
            (DynamicTag.RelSize, "relocations without addends (DT_REL)"),
            (DynamicTag.RelrSize, "packed relocations (DT_RELR)"),
        })
        {
            if (image.DynamicValue(tag) != 0)
            {
                yield return $"the image has {what}";
            }
        }

        foreach (var (type, place) in Others(image))
        {
            yield return $"the relocation at 0x{place:x} is of type {type}, and only R_X86_64_RELATIVE ({Relative}) is applied";
        }
    }

    private static List<(uint Type, ulong Place)> Others(ElfFile image)
    {
        var others = new List<(uint Type, ulong Place)>();
        var size = image.DynamicValue(DynamicTag.RelaSize);
        if (size == 0)
        {
            return others;
        }

        var table = image.AtAddress(image.DynamicValue(DynamicTag.Rela), size, "relocation table");
        for (var at = 0; at + EntrySize <= table.Length; at += EntrySize)
        {
            var type = BinaryPrimitives.ReadUInt32LittleEndian(table[(at + 8)..]);
            if (type != Relative)
            {
                others.Add((type, BinaryPrimitives.ReadUInt64LittleEndian(table[at..])));
            }
        }

        return others;
    }
}
