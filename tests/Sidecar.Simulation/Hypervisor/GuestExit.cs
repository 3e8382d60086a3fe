using Sidecar.Protocol.Tlfs;

namespace Sidecar.Simulation.Hypervisor;

/// <summary>How a guest's run ends.</summary>
public readonly struct GuestExit
{
    private GuestExit(HvVtlEntryReason reason, HvMessage message)
    {
        Reason = reason;
        Message = message;
    }

    /// <summary>The guest runs on until VTL2 gets an interrupt.</summary>
    public static GuestExit UntilInterrupt => new(HvVtlEntryReason.INTERRUPT, default);

    /// <summary>Why VTL2 is entered.</summary>
    internal HvVtlEntryReason Reason { get; }

    /// <summary>The message, for an intercept.</summary>
    internal HvMessage Message { get; }

    /// <summary>The guest does something that VTL2 has to see.</summary>
    public static GuestExit Intercept(HvMessage message) => new(HvVtlEntryReason.INTERCEPT, message);

    /// <summary>VTL2 is entered with any reason.</summary>
    public static GuestExit With(HvVtlEntryReason reason) => new(reason, default);
}
