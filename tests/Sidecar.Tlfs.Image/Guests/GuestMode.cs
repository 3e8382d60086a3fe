namespace Sidecar.Tlfs.Image.Guests;

/// <summary>How a guest's CPU is set.</summary>
internal enum GuestMode
{
    /// <summary>Real mode, CS base at the code page.</summary>
    Real,

    /// <summary>32-bit protected mode, flat, without paging.</summary>
    Protected,

    /// <summary>64-bit mode on the guest's page tables.</summary>
    Long,
}
