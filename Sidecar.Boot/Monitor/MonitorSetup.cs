using System;
using Sidecar.Boot.Information;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Protocol.Extension;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor;

/// <summary>What the shim hands to the monitor.</summary>
public ref struct MonitorSetup
{
    /// <summary>The sidecar's nodes, at most <see cref="Sidecar.Protocol.Pages.SidecarLimits.MaxNodes"/>; none when the sidecar could not be started.</summary>
    public ReadOnlySpan<MonitorNode> Nodes;

    /// <summary>One entry a CPU of the machine, by VP index, with its APIC id; the rest the monitor fills.</summary>
    public Span<MonitorVp> Vps;

    /// <summary>Why there is no sidecar, UTF-8; empty when there is one.</summary>
    public ReadOnlySpan<byte> Refusal;

    /// <summary>Scenario to play; empty for the default.</summary>
    public ReadOnlySpan<byte> Scenario;

    /// <summary>Where the scenario's random numbers begin.</summary>
    public uint Seed;

    /// <summary>Whether a person gets the console instead of a scenario.</summary>
    public bool Interactive;

    /// <summary>Whether the kernel was given a hypercall page.</summary>
    public bool HasHypervisor;

    /// <summary>How VPs wait.</summary>
    public IdleMode IdleMode;

    /// <summary>Vector by which VPs interrupt the monitor's CPU (VP 0); 0 when it polls.</summary>
    public byte AttentionVector;

    /// <summary>Ticks of <see cref="IMonitorHost.Timestamp"/> a second; 0 when unknown.</summary>
    public ulong TicksPerSecond;

    /// <summary>Ticks from the call of the sidecar's entry point to its return.</summary>
    public ulong StartTicks;

    /// <summary>For CPUs that leave the sidecar and work for the host.</summary>
    public HostCpus Cpus;

    /// <summary>Files that the boot loader put into memory: guests among them.</summary>
    public ReadOnlySpan<BootModule> Modules;

    /// <summary>What the VMM keeps about the guest on each CPU, by VP index; empty when there is no hypervisor.</summary>
    public Span<GuestState> Guests;

    /// <summary>VTL0's memory: one large piece, aligned to 2 MiB; empty for none.</summary>
    public PhysicalRange GuestMemory;

    /// <summary>VTL0's memory below 1 MiB; empty for none.</summary>
    public PhysicalRange GuestLowMemory;

    /// <summary>Physical address of a page of VTL2's, for guests that try to reach it; 0 for none.</summary>
    public ulong Vtl2Address;

    /// <summary>Physical address of a page of the hypervisor's, for the same; 0 when none is known.</summary>
    public ulong HypervisorAddress;

    /// <summary>Physical address without RAM, where guests find the VMM's test device; 0 for none.</summary>
    public ulong UnmappedAddress;

    /// <summary>Bytes of memory that the nodes were given together.</summary>
    public ulong NodeBytes;

    /// <summary>Bytes of <c>sidecar.elf</c> as a file.</summary>
    public ulong SidecarFileBytes;

    /// <summary>Bytes of <c>sidecar.elf</c> in memory.</summary>
    public ulong SidecarImageBytes;
}
