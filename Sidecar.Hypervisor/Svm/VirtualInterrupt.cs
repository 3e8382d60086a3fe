namespace Sidecar.Hypervisor.Svm;

/// <summary>Bits of <see cref="Vmcb.VirtualInterrupt"/>.</summary>
public static class VirtualInterrupt
{
    /// <summary>The guest's CR8.</summary>
    public const ulong TaskPriority = 0xff;

    /// <summary>A virtual interrupt pends.</summary>
    public const ulong Pending = 1UL << 8;

    /// <summary>It ignores the task priority.</summary>
    public const ulong IgnoreTaskPriority = 1UL << 20;

    /// <summary>The guest's interrupt flag and CR8 are its own, the CPU's interrupts obey the hypervisor's.</summary>
    public const ulong Masking = 1UL << 24;

    /// <summary>First bit of its priority, four bits.</summary>
    public const int PriorityShift = 16;

    /// <summary>First bit of its vector, eight bits.</summary>
    public const int VectorShift = 32;
}
