using System;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Tests.Hosting;

/// <summary>The VP of a <see cref="TestGuest"/>, as the VMM reaches it.</summary>
/// <param name="guest">The guest.</param>
internal readonly struct TestVp(TestGuest guest) : IGuestVp
{
    /// <inheritdoc/>
    public uint Index => TestGuest.Index;

    /// <inheritdoc/>
    public ref CommandPage CommandPage => ref guest.CommandPage;

    /// <inheritdoc/>
    public ref HvX64RegisterPage RegisterPage => ref guest.RegisterPage;

    /// <inheritdoc/>
    public ref GuestState Guest => ref guest.State;

    /// <inheritdoc/>
    public GuestMemory Memory => guest.Vtl0;

    /// <inheritdoc/>
    public ulong DeviceAddress => TestGuest.Device;

    /// <inheritdoc/>
    public bool GetRegisters(scoped ReadOnlySpan<HvRegisterName> names, scoped Span<HvRegisterValue> values) => guest.Get(names, values);

    /// <inheritdoc/>
    public bool SetRegisters(scoped ReadOnlySpan<HvRegisterAssoc> registers) => guest.Set(registers);

    /// <inheritdoc/>
    public bool TryTranslate(ulong virtualPage, TranslateGvaControlFlagsX64 flags, out TranslateVirtualAddressExOutputX64 result)
        => guest.Translate(virtualPage, flags, out result);

    /// <inheritdoc/>
    public void PrintLine(scoped ReadOnlySpan<byte> text) => guest.Print(text);
}
