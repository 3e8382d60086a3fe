namespace Sidecar.Hypervisor.Events;

/// <summary>What stands against entering VTL0.</summary>
public enum EntryCheck
{
    /// <summary>Nothing.</summary>
    Enter,

    /// <summary>VTL2 wants to know that an NMI could be delivered, and it could: HvMessageTypeX64InterruptionDeliverable is due, for an NMI.</summary>
    NmiDeliverable,

    /// <summary>Registers that exclude each other, which VMRUN would refuse: HvMessageTypeInvalidVpRegisterValue is due.</summary>
    InvalidState,
}
