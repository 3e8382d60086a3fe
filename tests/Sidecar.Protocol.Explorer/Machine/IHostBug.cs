namespace Sidecar.Protocol.Explorer.Machine;

/// <summary>A bug seeded into the host's machine.</summary>
public interface IHostBug
{
    /// <summary>Whether a fence is one.</summary>
    static virtual bool Fences => true;

    /// <summary>Whether a request interrupt is sent where the protocol sends it.</summary>
    static virtual bool SendsRequests => true;

    /// <summary>Whether the look at the doorbell and the halt are one step for interrupts.</summary>
    static virtual bool HaltsAtomically => true;

    /// <summary>Whether a thread that noted news wakes the others.</summary>
    static virtual bool Wakes => true;
}
