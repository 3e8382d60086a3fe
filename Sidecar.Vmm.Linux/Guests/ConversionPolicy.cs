namespace Sidecar.Vmm.Linux.Guests;

/// <summary>What becomes of a VP when its guest needs the VMM.</summary>
internal enum ConversionPolicy
{
    /// <summary>The CPU stays the sidecar's; the VMM handles exits from Linux's CPUs.</summary>
    StayRemote,

    /// <summary>At the first exit the CPU becomes Linux's, and the guest goes on there, as OpenHCL has it.</summary>
    ConvertOnFirstExit,
}
