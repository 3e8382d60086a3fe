namespace Sidecar.Hypervisor.Vp;

/// <summary>What one CPU lets another do (<see cref="RequestFlags.Call"/>).</summary>
public enum CallKind : uint
{
    /// <summary>HvCallEnableVpVtl.</summary>
    EnableVtl2,

    /// <summary>HvCallStartVirtualProcessor.</summary>
    Start,

    /// <summary>Read a register.</summary>
    GetRegister,

    /// <summary>Write a register.</summary>
    SetRegister,

    /// <summary>HvCallTranslateVirtualAddressEx.</summary>
    Translate,
}
