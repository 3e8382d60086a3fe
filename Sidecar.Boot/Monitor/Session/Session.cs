using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sidecar.Boot.Monitor.Console;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Trace;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Memory;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Session;

/// <summary>
/// The monitor at work: driver and VMM of every VP of the sidecar, all of which it claims. Scenarios and console are written over this, one VP being named by
/// its index in the machine. Passed by <c>ref</c> everywhere; one thread.
/// </summary>
/// <typeparam name="THost">The machine the monitor runs on.</typeparam>
public ref partial struct Session<THost>
    where THost : struct, IMonitorHost
{
    private readonly MonitorSetup _setup;
    private THost _host;
    private readonly Span<NodeClient<ProcessorMemory, THost>> _clients;
    private ReadOnlySpan<byte> _step;
    private TextBuffer _failure;
    private int _failureLength;
    private uint _passed;
    private uint _failed;
    private KeyBuffer _keys;

    /// <summary>A session that has not been opened: no VP serves yet.</summary>
    /// <param name="setup">What the shim hands over.</param>
    /// <param name="host">The machine.</param>
    /// <param name="clients">Room for a client of each node.</param>
    public Session(MonitorSetup setup, THost host, Span<NodeClient<ProcessorMemory, THost>> clients)
    {
        _clients = clients;
        _setup = setup;
        _host = host;
    }

    /// <summary>The machine.</summary>
    [UnscopedRef]
    public ref THost Host => ref _host;

    /// <summary>What the shim handed over.</summary>
    public readonly MonitorSetup Setup => _setup;

    /// <summary>CPUs of the machine.</summary>
    public readonly uint CpuCount => (uint)_setup.Vps.Length;

    /// <summary>The VPs that are the sidecar's right now.</summary>
    public readonly ServingVps Serving => new(_setup.Vps);

    /// <summary>What the monitor keeps about a VP.</summary>
    /// <param name="vp">Below <see cref="CpuCount"/>.</param>
    public readonly ref MonitorVp this[uint vp] => ref _setup.Vps[(int)vp];

    /// <summary>Whether a VP of that index is the sidecar's.</summary>
    public readonly bool Serves(uint vp) => vp < CpuCount && this[vp].Role == VpRole.Sidecar;

    /// <summary>Number of VPs that are the sidecar's.</summary>
    public readonly uint ServingCount
    {
        get
        {
            var count = 0u;
            foreach (var vp in Serving)
            {
                _ = vp;
                count++;
            }

            return count;
        }
    }

    /// <summary>The node's part of a VP that is in one.</summary>
    public readonly ref readonly MonitorNode NodeOf(uint vp) => ref _setup.Nodes[this[vp].Node];

    /// <summary>The node protocol for a VP that is in a node.</summary>
    public readonly NodeClient<ProcessorMemory, THost> DriverOf(uint vp) => _clients[this[vp].Node];

    /// <summary>The status byte of a VP that is in a node, right now.</summary>
    public readonly CpuStatus StatusOf(uint vp) => DriverOf(vp).StatusOf(this[vp].NodeCpuIndex);

    /// <summary>The trace ring of a VP that is in a node.</summary>
    public readonly TraceRing TraceOf(uint vp) => NodeOf(vp).TraceRingOf(this[vp].NodeCpuIndex);

    /// <summary>The VP that is number <paramref name="ordinal"/> among those that serve, counted from 0 and, beyond the last, from the first again.</summary>
    public readonly uint Nth(uint ordinal)
    {
        var left = ordinal % ServingCount;
        foreach (var vp in Serving)
        {
            if (left-- == 0)
            {
                return vp;
            }
        }

        return 0;
    }

    /// <summary>The command page of a VP that serves; see <see cref="NodePages.Command"/> for whose it is when.</summary>
    public readonly ref CommandPage PageOf(uint vp) => ref DriverOf(vp).CommandPageOf(this[vp].NodeCpuIndex);

    /// <summary>The register page of a VP that serves: VTL0's registers as they were at its last exit, if the hypervisor keeps one.</summary>
    public readonly ref HvX64RegisterPage RegisterPageOf(uint vp) => ref NodeOf(vp).RegisterPageOf(this[vp].NodeCpuIndex);

    /// <summary>VTL0's memory.</summary>
    public readonly GuestMemory GuestMemory => IdentityMap.Of(_setup.GuestMemory, _setup.GuestLowMemory);

    /// <summary>Whether guests can run: there is a hypervisor, and it was asked about.</summary>
    public readonly bool HasGuests => _setup.HasHypervisor && _setup.Guests.Length == _setup.Vps.Length;

    /// <summary>What the VMM keeps about the guest on a VP. Only where <see cref="HasGuests"/>.</summary>
    public readonly ref GuestState GuestOf(uint vp) => ref _setup.Guests[(int)vp];

    /// <summary>A VP that serves, as the VMM reaches it. Only where <see cref="HasGuests"/>.</summary>
    [UnscopedRef]
    public SessionVp<THost> GuestVpOf(uint vp) => new(ref this, vp);

    [InlineArray(TextCapacity)]
    private struct TextBuffer
    {
        private byte _first;
    }
}
