using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sidecar.Boot.Processors;

namespace Sidecar.Boot.Topology;

/// <summary>
/// Processors and NUMA nodes. VPs are numbered in the order of APIC ids, as OpenHCL and Linux number them, except that the boot processor is VP 0 and
/// that a NUMA node's processors are kept together: a sidecar node is a run of VPs of one NUMA node.
/// </summary>
public struct MachineTopology
{
    /// <summary>Processors that there is room for.</summary>
    public const int MaxProcessors = ProcessorSet.Capacity;

    /// <summary>NUMA nodes that there is room for (OpenHCL's number, too).</summary>
    public const int MaxNumaNodes = 64;

    /// <summary>Ranges of NUMA memory that there is room for.</summary>
    public const int MaxMemoryRanges = 256;

    private ProcessorBuffer _processors;
    private MemoryBuffer _memory;
    private int _processorCount;
    private int _memoryCount;

    /// <summary>Processors that the firmware lists but that are not there: disabled, to be plugged in later.</summary>
    public int AbsentCount;

    /// <summary>NUMA nodes with a processor.</summary>
    public int NumaNodeCount;

    /// <summary>The processors, by VP index once <see cref="Order"/> has run.</summary>
    [UnscopedRef]
    public Span<Processor> Processors => ((Span<Processor>)_processors)[.._processorCount];

    /// <summary>Memory by NUMA node; empty when the firmware does not say.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<NumaMemory> Memory => ((ReadOnlySpan<NumaMemory>)_memory)[.._memoryCount];

    /// <summary>Adds a processor of NUMA node 0, unless it is there already; false when there is no room.</summary>
    public bool TryAddProcessor(uint apicId)
    {
        foreach (ref var known in Processors)
        {
            // Firmware may list a processor as both a local APIC and a local x2APIC.
            if (known.ApicId == apicId)
            {
                return true;
            }
        }

        if (_processorCount == MaxProcessors)
        {
            return false;
        }

        _processors[_processorCount++] = new Processor { ApicId = apicId };
        return true;
    }

    /// <summary>Says which NUMA node a processor is of; one that is not known is left alone.</summary>
    public void SetNumaNode(uint apicId, uint numaNode)
    {
        foreach (ref var processor in Processors)
        {
            if (processor.ApicId == apicId)
            {
                processor.NumaNode = numaNode;
                return;
            }
        }
    }

    /// <summary>Adds memory; false when there is no room.</summary>
    public bool TryAddMemory(NumaMemory memory)
    {
        if (_memoryCount == MaxMemoryRanges)
        {
            return false;
        }

        _memory[_memoryCount++] = memory;
        return true;
    }

    /// <summary>Forgets what is known of NUMA nodes: all is one.</summary>
    public void ForgetNumaNodes()
    {
        _memoryCount = 0;
        foreach (ref var processor in Processors)
        {
            processor.NumaNode = 0;
        }
    }

    /// <summary>Keeps the first VPs only, once they are in order.</summary>
    public void Limit(int count)
    {
        _processorCount = Math.Min(_processorCount, count);
        NumaNodeCount = CountNumaNodes();
    }

    /// <summary>Puts the processors in the order of their VP index.</summary>
    /// <param name="bootApicId">APIC id of the boot processor.</param>
    /// <returns>False when the boot processor is not among them.</returns>
    public bool Order(uint bootApicId)
    {
        var processors = Processors;
        SortByApicId(processors);
        if (!TryMoveToFront(processors, bootApicId))
        {
            return false;
        }

        NumaNodeCount = RankNumaNodes(processors);
        SortByRank(processors);
        return true;
    }

    /// <summary>Counts the NUMA nodes with a processor, whatever the order.</summary>
    public int CountNumaNodes() => RankNumaNodes(Processors);

    /// <summary>Insertion: firmware lists processors nearly always in order, and then this is one pass.</summary>
    private static void SortByApicId(Span<Processor> processors)
    {
        for (var i = 1; i < processors.Length; i++)
        {
            var moved = processors[i];
            var place = i;
            for (; place > 0 && processors[place - 1].ApicId > moved.ApicId; place--)
            {
                processors[place] = processors[place - 1];
            }

            processors[place] = moved;
        }
    }

    private static bool TryMoveToFront(Span<Processor> processors, uint apicId)
    {
        for (var i = 0; i < processors.Length; i++)
        {
            if (processors[i].ApicId != apicId)
            {
                continue;
            }

            var boot = processors[i];
            for (; i > 0; i--)
            {
                processors[i] = processors[i - 1];
            }

            processors[0] = boot;
            return true;
        }

        return false;
    }

    /// <summary>Ranks NUMA nodes by their first processor.</summary>
    private static int RankNumaNodes(Span<Processor> processors)
    {
        var ranks = 0;
        for (var i = 0; i < processors.Length; i++)
        {
            var rank = -1;
            for (var earlier = i - 1; earlier >= 0; earlier--)
            {
                if (processors[earlier].NumaNode == processors[i].NumaNode)
                {
                    rank = processors[earlier].NumaRank;
                    break;
                }
            }

            processors[i].NumaRank = rank >= 0 ? rank : ranks++;
        }

        return ranks;
    }

    /// <summary>Stable, so that the order of APIC ids stays within a NUMA node.</summary>
    private static void SortByRank(Span<Processor> processors)
    {
        for (var i = 1; i < processors.Length; i++)
        {
            var moved = processors[i];
            var place = i;
            for (; place > 0 && processors[place - 1].NumaRank > moved.NumaRank; place--)
            {
                processors[place] = processors[place - 1];
            }

            processors[place] = moved;
        }
    }

    [InlineArray(MaxProcessors)]
    private struct ProcessorBuffer
    {
        private Processor _first;
    }

    [InlineArray(MaxMemoryRanges)]
    private struct MemoryBuffer
    {
        private NumaMemory _first;
    }
}
