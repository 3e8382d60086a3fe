using System;
using System.Buffers.Binary;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Topology;

namespace Sidecar.Boot.Acpi;

/// <summary>
/// Reads NUMA nodes out of the System Resource Affinity Table (ACPI 6.5, section 5.2.16). Entries are (type, length, …); type 0 places a local APIC,
/// type 1 memory, type 2 a local x2APIC.
/// </summary>
public static class Srat
{
    private const int EntriesOffset = 48;
    private const byte LocalApic = 0;
    private const byte MemoryAffinity = 1;
    private const byte LocalX2Apic = 2;
    private const uint Enabled = 1;

    /// <summary>Places processors and memory. The processors must be known already.</summary>
    public static AcpiResult Read(ReadOnlySpan<byte> table, ref MachineTopology topology)
    {
        if (table.Length < EntriesOffset)
        {
            return new(AcpiProblem.Length, AcpiSignature.Srat, (ulong)table.Length);
        }

        for (var offset = EntriesOffset; offset < table.Length;)
        {
            var entry = table[offset..];
            if (entry.Length < 2 || entry[1] < 2 || entry[1] > entry.Length || entry[1] < MinimumLength(entry[0]))
            {
                return new(AcpiProblem.EntryLength, AcpiSignature.Srat, (ulong)offset);
            }

            if (!TryPlace(entry[..entry[1]], ref topology))
            {
                return new(AcpiProblem.TooManyMemoryRanges, AcpiSignature.Srat, MachineTopology.MaxMemoryRanges);
            }

            offset += entry[1];
        }

        return topology.CountNumaNodes() > MachineTopology.MaxNumaNodes
            ? new(AcpiProblem.TooManyNumaNodes, AcpiSignature.Srat, MachineTopology.MaxNumaNodes)
            : default;
    }

    private static int MinimumLength(byte type) => type switch
    {
        LocalApic => 16,
        MemoryAffinity => 40,
        LocalX2Apic => 24,
        _ => 2,
    };

    private static bool TryPlace(ReadOnlySpan<byte> entry, ref MachineTopology topology)
    {
        switch (entry[0])
        {
            case LocalApic when (entry[4] & Enabled) != 0:
                // The domain's low byte stands alone, its upper three come later: table revision 1 had the low byte only.
                topology.SetNumaNode(entry[3], entry[2] | (BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]) & 0xffff_ff00));
                return true;
            case LocalX2Apic when (BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]) & Enabled) != 0:
                topology.SetNumaNode(BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
                return true;
            case MemoryAffinity when (BinaryPrimitives.ReadUInt32LittleEndian(entry[28..]) & Enabled) != 0:
                return topology.TryAddMemory(new NumaMemory
                {
                    Range = PhysicalRange.OfLength(BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt64LittleEndian(entry[16..])),
                    NumaNode = BinaryPrimitives.ReadUInt32LittleEndian(entry[2..]),
                });
            default:
                return true;
        }
    }
}
