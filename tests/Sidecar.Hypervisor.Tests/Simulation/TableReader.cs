using System.Collections.Generic;

namespace Sidecar.Hypervisor.Tests.Simulation;

/// <summary>Reads all of an address space from its page tables, four levels deep.</summary>
public sealed unsafe class TableReader
{
    private readonly byte* _memory;

    public TableReader(byte* memory, ulong root)
    {
        _memory = memory;
        Read(root, 0, 39);
    }

    /// <summary>Every page that is mapped, by address.</summary>
    public List<LeafPage> Pages { get; } = [];

    /// <summary>Pages that the tables themselves take.</summary>
    public List<ulong> Tables { get; } = [];

    private void Read(ulong table, ulong start, int shift)
    {
        Tables.Add(table);
        for (var i = 0UL; i < 512; i++)
        {
            var entry = ((ulong*)(_memory + table))[i];
            if ((entry & 1) == 0)
            {
                continue;
            }

            var address = start + (i << shift);
            address = shift == 39 ? (ulong)((long)(address << 16) >> 16) : address;
            if (shift == 12 || (entry & 0x80) != 0)
            {
                Pages.Add(new LeafPage(address, entry, shift));
            }
            else
            {
                Read(entry & 0x000f_ffff_ffff_f000, address, shift - 9);
            }
        }
    }
}
