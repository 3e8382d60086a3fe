namespace Sidecar.Cosmos.Boot;

/// <summary>Why a VP could not be started, beyond what a hypercall's status says.</summary>
public enum VpStartFailure : uint
{
    /// <summary>The VP has no slot in the mailbox, or there is no mailbox.</summary>
    NoMailboxSlot = 0x1_0000,

    /// <summary>The CPU is not parked at its mailbox slot.</summary>
    NotParked = 0x1_0001,

    /// <summary>The kernel failed on the VP before it was up.</summary>
    KernelFault = 0x1_0002,
}
