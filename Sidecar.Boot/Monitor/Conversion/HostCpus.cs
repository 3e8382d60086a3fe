using System;
using Sidecar.Boot.Memory;
using Sidecar.Protocol.Extension;

namespace Sidecar.Boot.Monitor.Conversion;

/// <summary>What the monitor needs to run CPUs that left the sidecar. All memory is mapped at its physical address.</summary>
public ref struct HostCpus
{
    /// <summary>Wake slots by VP index; empty: CPUs that leave cannot be used.</summary>
    public Span<WakeSlot> Slots;

    /// <summary>A job for each CPU, by VP index.</summary>
    public Span<HostJob> Jobs;

    /// <summary>Physical address of the code that carries out a <see cref="HostJob"/>, its address in RDI, and then parks the CPU at its slot again.</summary>
    public ulong JobEntry;

    /// <summary>Vector that makes a parked CPU look at its slot.</summary>
    public byte WakeVector;

    /// <summary>Where the kernel's image was loaded: the block, not its used part.</summary>
    public PhysicalRange KernelImage;

    /// <summary>Whether there is all that is needed.</summary>
    public readonly bool ArePresent => !Slots.IsEmpty && Slots.Length == Jobs.Length;
}
