namespace Sidecar.Cli.Config;

/// <summary>What the VMM on Linux does with a VP whose guest needs it.</summary>
public enum GuestPolicy
{
    /// <summary>The CPU stays the sidecar's.</summary>
    Remote,

    /// <summary>At the first exit the CPU becomes Linux's, and the guest goes on there.</summary>
    Convert,
}
