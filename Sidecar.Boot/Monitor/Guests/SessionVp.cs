using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Guests;

/// <summary>A VP of the session, as the VMM reaches it. Made anew for each piece of work: it keeps nothing but what it refers to and the outcome of its last command.</summary>
/// <typeparam name="THost">The machine the monitor runs on.</typeparam>
public ref struct SessionVp<THost> : IGuestVp
    where THost : struct, IMonitorHost
{
    private readonly ref THost _host;
    private readonly ref CommandPage _commandPage;
    private readonly ref HvX64RegisterPage _registerPage;
    private readonly ref GuestState _guest;
    private VpClient<ProcessorMemory, THost> _channel;

    /// <summary>A VP of a session.</summary>
    /// <param name="session">The session, with guests.</param>
    /// <param name="vp">The VP, which serves.</param>
    public SessionVp(ref Session<THost> session, uint vp)
    {
        _host = ref session.Host;
        _commandPage = ref session.PageOf(vp);
        _registerPage = ref session.RegisterPageOf(vp);
        _guest = ref session.GuestOf(vp);
        _channel = session.ChannelOf(vp);
        Index = vp;
        Memory = session.GuestMemory;
        DeviceAddress = session.Setup.UnmappedAddress;
    }

    /// <inheritdoc/>
    public uint Index { get; }

    /// <inheritdoc/>
    public GuestMemory Memory { get; }

    /// <inheritdoc/>
    public ulong DeviceAddress { get; }

    /// <inheritdoc/>
    public readonly ref CommandPage CommandPage => ref _commandPage;

    /// <inheritdoc/>
    public readonly ref HvX64RegisterPage RegisterPage => ref _registerPage;

    /// <inheritdoc/>
    public readonly ref GuestState Guest => ref _guest;

    /// <summary>What came of the last command.</summary>
    public readonly CommandOutcome Outcome => _channel.Outcome;

    /// <inheritdoc/>
    public bool GetRegisters(scoped ReadOnlySpan<HvRegisterName> names, scoped Span<HvRegisterValue> values)
        => _channel.GetRegisters(HvInputVtl.FromVtl(0), names, values);

    /// <inheritdoc/>
    public bool SetRegisters(scoped ReadOnlySpan<HvRegisterAssoc> registers) => _channel.SetRegisters(HvInputVtl.FromVtl(0), registers);

    /// <inheritdoc/>
    public bool TryTranslate(ulong virtualPage, TranslateGvaControlFlagsX64 flags, out TranslateVirtualAddressExOutputX64 result)
        => _channel.TranslateGva(virtualPage, flags, out result);

    /// <inheritdoc/>
    public readonly void PrintLine(scoped ReadOnlySpan<byte> text)
    {
        _host.WriteConsole(text);
        _host.WriteConsole("\r\n"u8);
    }
}
