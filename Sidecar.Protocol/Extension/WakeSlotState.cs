namespace Sidecar.Protocol.Extension;

/// <summary>Where a parked CPU is.</summary>
public enum WakeSlotState : uint
{
    /// <summary>The CPU has not come up in the shim.</summary>
    Absent = 0,

    /// <summary>The CPU waits, interrupts on, for its wake-up vector.</summary>
    Parked = 1,

    /// <summary>Written by whoever wakes the CPU, after Entry and Argument, from Parked only (compare-exchange), before the interrupt.</summary>
    Wake = 2,

    /// <summary>Written by the CPU right before it leaves for Entry.</summary>
    Taken = 3,
}
