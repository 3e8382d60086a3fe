using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sidecar.Boot.Information;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Nodes;
using Sidecar.Boot.Options;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Time;
using Sidecar.Boot.Tlfs;
using Sidecar.Boot.Topology;

namespace Sidecar.Boot.Shim;

/// <summary>All that the shim finds out, and what it hands to the host kernel. Large (some 90 KiB): a static variable of the image.</summary>
public struct ShimState
{
    /// <summary>What the boot loader said.</summary>
    public BootInformation Information;

    /// <summary>What the command line asked for.</summary>
    public BootOptions Options;

    /// <summary>Processors, in the order of VP indexes, and NUMA nodes.</summary>
    public MachineTopology Topology;

    /// <summary>Memory that is still free.</summary>
    public PageAllocator Memory;

    /// <summary>Memory that Linux may use, when it is the host kernel.</summary>
    public PageAllocator LinuxMemory;

    /// <summary>The sidecar's nodes.</summary>
    public NodePlan Plan;

    /// <summary>The time.</summary>
    public Clock Clock;

    /// <summary>Whether the CPU has an x2APIC, now enabled.</summary>
    public bool HasX2Apic;

    /// <summary>APIC id of the boot processor.</summary>
    public uint BootApicId;

    /// <summary>CPUs that can be started: parked by us, or waiting for the hypervisor's call.</summary>
    public ProcessorSet Available;

    /// <summary>The hypervisor's interface; not open when there is none.</summary>
    public TlfsInterface Hypervisor;

    /// <summary>The hypervisor's own memory, which no VTL reaches; empty when there is none, or when it is not ours.</summary>
    public PhysicalRange HypervisorMemory;

    /// <summary>Memory of VTL0, 2 MiB-aligned; empty without a hypervisor.</summary>
    public PhysicalRange GuestMemory;

    /// <summary>Memory of VTL0 below 1 MiB, for code in real mode; empty without a hypervisor or when it is not free.</summary>
    public PhysicalRange GuestLowMemory;

    /// <summary>Physical address of the code that a CPU runs after a start-up interrupt, below 1 MiB; 0 when there was no room.</summary>
    public ulong Trampoline;

    /// <summary>Physical address of the wake slots, one a VP; 0 when no CPU was started.</summary>
    public ulong Mailbox;

    /// <summary>The block that the kernel's image was loaded into.</summary>
    public PhysicalRange KernelImage;

    /// <summary>Physical address of the kernel's SidecarParams; 0 when there is no sidecar.</summary>
    public ulong Parameters;

    /// <summary>Physical address of the kernel's SidecarOutput; 0 when there is no sidecar.</summary>
    public ulong Output;

    /// <summary>Whether the sidecar kernel is up.</summary>
    public bool SidecarStarted;

    /// <summary>Time stamp when the shim was entered.</summary>
    public ulong EnteredAt;

    /// <summary>Time stamp right before the call of the kernel.</summary>
    public ulong StartedAt;

    /// <summary>Time stamp right after it.</summary>
    public ulong ReturnedAt;

    /// <summary>Bytes of <c>sidecar.elf</c> as a file.</summary>
    public ulong SidecarFileBytes;

    /// <summary>Bytes of <c>sidecar.elf</c> in memory.</summary>
    public ulong SidecarImageBytes;

    private BootCpusBuffer _bootCpus;
    private int _bootCpusLength;

    /// <summary>The <c>boot_cpus=</c> word for the host kernel's command line; empty when there is no sidecar.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> BootCpus => ((ReadOnlySpan<byte>)_bootCpus)[.._bootCpusLength];

    /// <summary>Makes the <c>boot_cpus=</c> word from the plan.</summary>
    public void WriteBootCpus()
    {
        var text = new Protocol.Text.Utf8Writer(_bootCpus);
        BootCpusText.Write(Topology.Processors.Length, Plan.Started, ref text);
        _bootCpusLength = text.Length;
    }

    [InlineArray(BootCpusText.MaxLength)]
    private struct BootCpusBuffer
    {
        private byte _first;
    }
}
