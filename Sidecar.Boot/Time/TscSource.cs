namespace Sidecar.Boot.Time;

/// <summary>Where the frequency of the time stamp counter is known from.</summary>
public enum TscSource
{
    /// <summary>It is not known; a high one is assumed, so that waits are rather too long.</summary>
    Assumed = 0,

    /// <summary>CPUID leaf 0x15: the counter's ratio to the crystal.</summary>
    Crystal,

    /// <summary>CPUID leaf 0x40000010: the hypervisor says it.</summary>
    Hypervisor,

    /// <summary>Measured against the interval timer (8254), whose frequency is 1,193,182 Hz on every PC.</summary>
    IntervalTimer,

    /// <summary>CPUID leaf 0x16: the base frequency, which the counter has on CPUs with that leaf.</summary>
    BaseFrequency,
}
