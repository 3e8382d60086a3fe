namespace Sidecar.Hypervisor.Vp;

/// <summary>Bits of <see cref="Mailbox.Requests"/>.</summary>
public static class RequestFlags
{
    /// <summary>INIT for VTL2.</summary>
    public const uint Init = 1;

    /// <summary>Start-up interrupt for VTL2.</summary>
    public const uint StartUp = 2;

    /// <summary>NMI for VTL2.</summary>
    public const uint Nmi = 4;

    /// <summary>Run what <see cref="Mailbox.CallKind"/> says.</summary>
    public const uint Call = 8;

    /// <summary>Nested page tables changed: leave the guest and forget their translations.</summary>
    public const uint Flush = 16;
}
