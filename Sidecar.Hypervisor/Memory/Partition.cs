using Sidecar.Hypervisor.Vp;
using Sidecar.Protocol.Layout;

namespace Sidecar.Hypervisor.Memory;

/// <summary>The one partition: what all VPs share. In the hypervisor's own memory; page tables and the fields that change after launch are guarded by <see cref="Lock"/>, those of the overlays by <see cref="OverlayLock"/>.</summary>
public unsafe struct Partition
{
    /// <summary>Pieces of memory that a partition can have.</summary>
    public const int MaxRanges = 64;

    /// <summary>0 free, 1 held.</summary>
    public uint Lock;

    /// <summary>Number of VPs.</summary>
    public uint VpCount;

    /// <summary>The VPs, by index.</summary>
    public VirtualProcessor** Vps;

    /// <summary>Start of the hypervisor's own memory, which is nobody else's.</summary>
    public ulong OwnStart;

    /// <summary>Its end.</summary>
    public ulong OwnEnd;

    /// <summary>Number of <see cref="Ranges"/>.</summary>
    public uint RangeCount;

    /// <summary>RAM of the machine, start and end in turn, by address, page-aligned; the hypervisor's own may lie inside one.</summary>
    public fixed ulong Ranges[2 * MaxRanges];

    /// <summary>Root of the nested page tables of VTL0, physical.</summary>
    public ulong Vtl0Root;

    /// <summary>Root of the nested page tables of VTL2, physical.</summary>
    public ulong Vtl2Root;

    /// <summary>First free page for page tables, physical; a free page holds the address of the next one.</summary>
    public ulong FreePages;

    /// <summary>Counts changes of the nested page tables that take a right away.</summary>
    public uint Generation;

    /// <summary>Whether nested pages may be of 1 GiB.</summary>
    public bool HasHugePages;

    /// <summary>1 while a CPU changes <see cref="GuestOsId"/>, <see cref="Hypercall"/> or <see cref="ReferenceTsc"/>, and the overlays with them.</summary>
    public uint OverlayLock;

    /// <summary>HV_X64_MSR_GUEST_OS_ID of VTL2.</summary>
    public ulong GuestOsId;

    /// <summary>HV_X64_MSR_HYPERCALL of VTL2.</summary>
    public ulong Hypercall;

    /// <summary>Physical address of the hypervisor's page that lies over the guest's as the hypercall page.</summary>
    public ulong HypercallPage;

    /// <summary>HV_X64_MSR_REFERENCE_TSC of VTL2.</summary>
    public ulong ReferenceTsc;

    /// <summary>Physical address of the page that lies over the guest's as the reference TSC page.</summary>
    public ulong ReferenceTscPage;

    /// <summary>HvRegisterVsmPartitionConfig.</summary>
    public ulong VsmConfig;

    /// <summary>HV_X64_MSR_CRASH_P0 to P4, then CTL.</summary>
    public Array6<ulong> Crash;

    /// <summary>Ticks of the time stamp counter in a second.</summary>
    public ulong TscFrequency;

    /// <summary>Ticks of the APIC timer in a second; 0 when nobody measured.</summary>
    public ulong ApicFrequency;

    /// <summary>Time stamp at which the partition's time began.</summary>
    public ulong TscAtStart;

    /// <summary>Physical address of the MSR permission map of VTL0.</summary>
    public ulong Vtl0MsrPermissions;

    /// <summary>Physical address of the MSR permission map of VTL2.</summary>
    public ulong Vtl2MsrPermissions;

    /// <summary>Whether the CPU has RDTSCP, and thus TSC_AUX.</summary>
    public bool HasTscAux;

    /// <summary>Whether the CPU says where the next instruction is (CPUID 0x8000000a, EDX bit 3).</summary>
    public bool HasNextRip;

    /// <summary>Physical address of the I/O permission map of VTL0: everything intercepted.</summary>
    public ulong Vtl0IoPermissions;
}
