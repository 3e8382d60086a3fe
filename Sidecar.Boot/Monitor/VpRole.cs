namespace Sidecar.Boot.Monitor;

/// <summary>Whose a CPU is, as the monitor has it.</summary>
public enum VpRole : byte
{
    /// <summary>The host kernel's: a base VP, one that the sidecar was told not to start, or one outside every node.</summary>
    Host = 0,

    /// <summary>The sidecar's.</summary>
    Sidecar = 1,

    /// <summary>It was the sidecar's and has left it.</summary>
    Removed = 2,
}
