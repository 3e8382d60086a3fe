using Sidecar.Protocol.Layout;

namespace Sidecar.Hypervisor.Launch;

/// <summary>What the hypervisor is launched with.</summary>
public unsafe struct LaunchParameters
{
    /// <summary>Physical address of its own memory, page-aligned; <see cref="RootMemory.RequiredPages"/> pages.</summary>
    public ulong OwnStart;

    /// <summary>End of it.</summary>
    public ulong OwnEnd;

    /// <summary>boot.elf in memory: start of the image, of its text, of its read-only data, of its writable data, its end, and the page below its stack.</summary>
    public Array6<ulong> Image;

    /// <summary>APIC ids of the VPs, by VP index; the first is the CPU that launches.</summary>
    public uint* ApicIds;

    /// <summary>Number of VPs.</summary>
    public uint VpCount;

    /// <summary>RAM: start and end in turn, page-aligned.</summary>
    public ulong* Ranges;

    /// <summary>Number of ranges, at most <see cref="Memory.Partition.MaxRanges"/>.</summary>
    public uint RangeCount;

    /// <summary>First physical address that is not mapped: 512 GiB, or 4 GiB on a CPU without 1 GiB pages.</summary>
    public ulong MappedEnd;

    /// <summary>Ticks of the time stamp counter in a second.</summary>
    public ulong TscFrequency;

    /// <summary>Counts of the APIC timer, undivided, in a second; 0 when it is not known.</summary>
    public ulong ApicFrequency;
}
