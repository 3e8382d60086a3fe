using System.Collections.Generic;
using Sidecar.Cosmos;

namespace Sidecar.Simulation.Devices;

/// <summary>What CPUID answers, the same on every CPU. A leaf that is not there answers zeroes.</summary>
public sealed class CpuidTable
{
    private const uint Monitor = 1u << 3;
    private const uint X2Apic = 1u << 21;
    private const uint HypervisorPresent = 1u << 31;
    private readonly Dictionary<(uint Leaf, uint Subleaf), CpuidResult> _leaves = [];

    internal CpuidTable(bool hypervisor)
    {
        this[1, 0] = new CpuidResult { Ecx = Monitor | X2Apic | (hypervisor ? HypervisorPresent : 0) };
        if (hypervisor)
        {
            this[0x4000_0000, 0] = new CpuidResult { Eax = 0x4000_000b, Ebx = 0x7263_694d, Ecx = 0x666f_736f, Edx = 0x7648_2074 };
        }
    }

    /// <summary>A leaf.</summary>
    public CpuidResult this[uint leaf, uint subleaf]
    {
        get => _leaves.GetValueOrDefault((leaf, subleaf));
        set => _leaves[(leaf, subleaf)] = value;
    }

    /// <summary>Whether the CPUs have MONITOR and MWAIT.</summary>
    public bool HasMonitor
    {
        get => (this[1, 0].Ecx & Monitor) != 0;
        set => this[1, 0] = this[1, 0] with { Ecx = value ? this[1, 0].Ecx | Monitor : this[1, 0].Ecx & ~Monitor };
    }
}
