using System;
using System.Buffers.Binary;
using Sidecar.Boot.Information;
using Sidecar.Boot.Machine;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Nodes;
using Sidecar.Boot.Time;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Shim;

/// <summary>What the shim says of the machine and of what it does, on the console.</summary>
/// <typeparam name="TMachine">The machine.</typeparam>
public static class BootReport<TMachine>
    where TMachine : IBootMachine
{
    private const uint HypervisorFeature = 1U << 31;

    /// <summary>How we were entered, on what CPU, with what clock.</summary>
    public static void PrintMachine(in ShimState state)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("entered by "u8);
        text.Write(state.Information.Protocol switch
        {
            BootProtocol.Pvh => "PVH"u8,
            BootProtocol.Multiboot2 => "Multiboot2"u8,
            _ => "an unknown loader"u8,
        });
        text.Write(", CPU "u8);
        var leaf = TMachine.Cpuid(0, 0);
        WriteLetters(leaf.Ebx, leaf.Edx, leaf.Ecx, ref text);
        if ((TMachine.Cpuid(1, 0).Ecx & HypervisorFeature) != 0)
        {
            text.Write(" under "u8);
            leaf = TMachine.Cpuid(0x4000_0000, 0);
            WriteLetters(leaf.Ebx, leaf.Ecx, leaf.Edx, ref text);
        }

        text.Write(", TSC "u8);
        text.WriteDecimal(state.Clock.Frequency / 1_000_000);
        text.Write(state.Clock.Source switch
        {
            TscSource.Crystal => " MHz (CPUID 0x15)"u8,
            TscSource.Hypervisor => " MHz (CPUID 0x40000010)"u8,
            TscSource.IntervalTimer => " MHz (measured)"u8,
            TscSource.BaseFrequency => " MHz (CPUID 0x16)"u8,
            _ => " MHz (assumed, nothing tells)"u8,
        });
        BootLine<TMachine>.Print(text.Written);
    }

    /// <summary>What of the command line was not followed.</summary>
    public static void PrintOptions(in ShimState state)
    {
        if (state.Information.CommandLineCut)
        {
            BootLine<TMachine>.Print("command line: longer than "u8, BootInformation.MaxCommandLine, " bytes, the rest is ignored"u8);
        }

        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        foreach (ref readonly var problem in state.Options.Problems)
        {
            var text = new Utf8Writer(buffer);
            problem.Describe(state.Information.CommandLine, ref text);
            BootLine<TMachine>.Print(text.Written);
        }

        var more = state.Options.ProblemCount - state.Options.Problems.Length;
        if (more > 0)
        {
            BootLine<TMachine>.Print("command line: "u8, (ulong)more, " more words were not understood"u8);
        }
    }

    /// <summary>Processors and memory.</summary>
    public static void PrintTopology(ref ShimState state)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        WriteCount(state.Topology.Processors.Length, " processor"u8, ref text);
        text.Write(" in "u8);
        WriteCount(state.Topology.NumaNodeCount, " NUMA node"u8, ref text);
        text.Write(", boot processor APIC id "u8);
        text.WriteDecimal(state.BootApicId);
        if (state.Topology.AbsentCount > 0)
        {
            text.Write(", "u8);
            text.WriteDecimal((ulong)state.Topology.AbsentCount);
            text.Write(" disabled"u8);
        }

        text.Write(", "u8);
        text.WriteDecimal(state.Memory.FreeBytes >> 10);
        text.Write(" KiB of memory free"u8);
        BootLine<TMachine>.Print(text.Written);
        if (state.Memory.LostBytes > 0)
        {
            BootLine<TMachine>.Print("memory: the map is in too many pieces, "u8, state.Memory.LostBytes >> 10, " KiB are left unused"u8);
        }
    }

    /// <summary>One node.</summary>
    public static void PrintNode(int index, in PlannedNode node)
    {
        Span<byte> buffer = stackalloc byte[BootLine<TMachine>.MaxLength];
        var text = new Utf8Writer(buffer);
        text.Write("node "u8);
        text.WriteDecimal((ulong)index);
        text.Write(": VPs "u8);
        text.WriteDecimal((ulong)node.BaseVp);
        text.Write("-"u8);
        text.WriteDecimal((ulong)(node.BaseVp + node.VpCount - 1));
        text.Write(" of NUMA node "u8);
        text.WriteDecimal(node.NumaNode);
        text.Write(", "u8);
        text.WriteDecimal(node.Memory.Length >> 10);
        text.Write(" KiB at "u8);
        text.WriteHex(node.Memory.Start);
        if (node.MemoryNumaNode != node.NumaNode && node.MemoryNumaNode != PageAllocator.NoNumaNode)
        {
            text.Write(", of NUMA node "u8);
            text.WriteDecimal(node.MemoryNumaNode);
            text.Write(" because its own has no room"u8);
        }

        BootLine<TMachine>.Print(text.Written);
    }

    /// <summary>Appends a number and what it counts, with an s unless it is one.</summary>
    public static void WriteCount(int count, ReadOnlySpan<byte> what, ref Utf8Writer text)
    {
        text.WriteDecimal((ulong)count);
        text.Write(what);
        if (count != 1)
        {
            text.Write((byte)'s');
        }
    }

    private static void WriteLetters(uint first, uint second, uint third, ref Utf8Writer text)
    {
        Span<byte> letters = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(letters, first);
        BinaryPrimitives.WriteUInt32LittleEndian(letters[4..], second);
        BinaryPrimitives.WriteUInt32LittleEndian(letters[8..], third);
        foreach (var letter in letters)
        {
            // KVM pads its name with zeros.
            if (letter is > (byte)' ' and < 0x7f)
            {
                text.Write(letter);
            }
        }
    }
}
