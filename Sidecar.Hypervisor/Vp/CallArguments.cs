using Sidecar.Protocol.Tlfs;

namespace Sidecar.Hypervisor.Vp;

/// <summary>Arguments and result of a call on another CPU; on the caller's stack, which every CPU of the hypervisor sees.</summary>
public unsafe struct CallArguments
{
    /// <summary>What came of it.</summary>
    public HvStatus Status;

    /// <summary>For the register calls.</summary>
    public Vtl Vtl;

    /// <summary>For the register calls.</summary>
    public HvRegisterName Name;

    /// <summary>For the register calls.</summary>
    public HvRegisterValue Value;

    /// <summary>For <see cref="CallKind.EnableVtl2"/> and <see cref="CallKind.Start"/>.</summary>
    public InitialVpContextX64* Context;

    /// <summary>For <see cref="CallKind.Translate"/>.</summary>
    public TranslateVirtualAddressX64* Translation;

    /// <summary>For <see cref="CallKind.Translate"/>.</summary>
    public TranslateVirtualAddressExOutputX64* Translated;
}
