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

    /// <summary>VTL2's VMCB holds a start context: run it.</summary>
    public const uint Start = 8;

    /// <summary>Run what <see cref="Mailbox.CallKind"/> says.</summary>
    public const uint Call = 16;

    /// <summary>Nested page tables changed.</summary>
    public const uint Flush = 32;
}
