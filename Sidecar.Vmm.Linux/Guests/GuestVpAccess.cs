using System;
using System.Text;
using Sidecar.Client;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.State;
using GuestMemory = Sidecar.Vmm.Memory.GuestMemory;

namespace Sidecar.Vmm.Linux.Guests;

/// <summary>A <see cref="GuestVp"/> as exits are handled on it.</summary>
/// <param name="guest">The guest on one VP.</param>
internal readonly struct GuestVpAccess(GuestVp guest) : IGuestVp
{
    /// <inheritdoc/>
    public uint Index => guest.Vp.Index;

    /// <inheritdoc/>
    public ref CommandPage CommandPage => ref guest.Vp.CommandPage;

    /// <inheritdoc/>
    public ref HvX64RegisterPage RegisterPage => ref guest.Vp.RegisterPage;

    /// <inheritdoc/>
    public ref GuestState Guest => ref guest.State;

    /// <inheritdoc/>
    public GuestMemory Memory => guest.Vtl0.Memory;

    /// <inheritdoc/>
    public ulong DeviceAddress => guest.Vtl0.UnmappedAddress;

    /// <inheritdoc/>
    public bool GetRegisters(scoped ReadOnlySpan<HvRegisterName> names, scoped Span<HvRegisterValue> values)
    {
        var channel = guest.Channel;
        return channel.GetRegisters(names, values) || Refused(channel);
    }

    /// <inheritdoc/>
    public bool SetRegisters(scoped ReadOnlySpan<HvRegisterAssoc> registers)
    {
        var channel = guest.Channel;
        return channel.SetRegisters(registers) || Refused(channel);
    }

    /// <inheritdoc/>
    public bool TryTranslate(ulong virtualPage, TranslateGvaControlFlagsX64 flags, out TranslateVirtualAddressExOutputX64 result)
    {
        var channel = guest.Channel;
        var succeeded = channel.Translate(virtualPage * SidecarLimits.PageSize, out var translation, flags);
        result = translation.Output;
        return succeeded || Refused(channel);
    }

    /// <inheritdoc/>
    public void PrintLine(scoped ReadOnlySpan<byte> text) => guest.Print(Encoding.ASCII.GetString(text));

    private bool Refused(SidecarChannel channel)
    {
        guest.Refusal = channel.Error;
        return false;
    }
}
