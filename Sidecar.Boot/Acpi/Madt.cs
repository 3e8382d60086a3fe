using System;
using System.Buffers.Binary;
using Sidecar.Boot.Topology;

namespace Sidecar.Boot.Acpi;

/// <summary>
/// Reads the processors out of the Multiple APIC Description Table (ACPI 6.5, section 5.2.12). Entries are (type, length, …); type 0 is a local APIC
/// with an 8-bit id, type 9 a local x2APIC; type 5, the local APICs' address, does not matter to x2APIC mode and is passed over with the rest.
/// </summary>
public static class Madt
{
    private const int EntriesOffset = 44;
    private const byte LocalApic = 0;
    private const byte LocalX2Apic = 9;
    private const byte InvalidApicId = 0xff;
    private const uint Enabled = 1;

    /// <summary>Adds every enabled processor to <paramref name="topology"/>.</summary>
    /// <remarks>One that is only <i>online capable</i> (flag bit 1) is not there yet: it is counted as absent.</remarks>
    public static AcpiResult Read(ReadOnlySpan<byte> table, ref MachineTopology topology)
    {
        if (table.Length < EntriesOffset)
        {
            return new(AcpiProblem.Length, AcpiSignature.Madt, (ulong)table.Length);
        }

        for (var offset = EntriesOffset; offset < table.Length;)
        {
            var entry = table[offset..];
            if (entry.Length < 2 || entry[1] < 2 || entry[1] > entry.Length || entry[1] < MinimumLength(entry[0]))
            {
                return new(AcpiProblem.EntryLength, AcpiSignature.Madt, (ulong)offset);
            }

            if (!TryAdd(entry[..entry[1]], ref topology))
            {
                return new(AcpiProblem.TooManyProcessors, AcpiSignature.Madt, MachineTopology.MaxProcessors);
            }

            offset += entry[1];
        }

        return topology.Processors.IsEmpty ? new(AcpiProblem.NoProcessors, AcpiSignature.Madt) : default;
    }

    private static int MinimumLength(byte type) => type switch
    {
        LocalApic => 8,
        LocalX2Apic => 16,
        _ => 2,
    };

    private static bool TryAdd(ReadOnlySpan<byte> entry, ref MachineTopology topology)
    {
        uint apicId;
        uint flags;
        switch (entry[0])
        {
            case LocalApic when entry[3] != InvalidApicId:
                apicId = entry[3];
                flags = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
                break;
            case LocalX2Apic:
                apicId = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
                flags = BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
                break;
            default:
                return true;
        }

        if ((flags & Enabled) == 0)
        {
            topology.AbsentCount++;
            return true;
        }

        return topology.TryAddProcessor(apicId);
    }
}
