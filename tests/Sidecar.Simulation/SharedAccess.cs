namespace Sidecar.Simulation;

/// <summary>How the kernel is about to access a status byte.</summary>
public enum SharedAccess
{
    /// <summary>It reads one.</summary>
    Load = 0,

    /// <summary>It replaces one if it holds what was expected.</summary>
    CompareExchange = 1,
}
