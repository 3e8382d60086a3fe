using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client.Commands;
using Sidecar.Client.Completions;
using Sidecar.Client.Devices;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client;

/// <summary>
/// All of a machine's sidecar: its nodes and VPs, through the driver's devices. One background thread reads the completions of all nodes; however many commands are under way, none of them has a
/// thread. All members may be called by any thread.
/// </summary>
public sealed class SidecarClient : IAsyncDisposable
{
    private readonly CompletionLoop _loop;
    private readonly SidecarNode[] _nodes;
    private readonly SidecarVp[] _vps;
    private readonly Lock _sync = new();
    private Task? _disposal;

    private SidecarClient(SidecarNode[] nodes, CompletionLoop loop)
    {
        _loop = loop;
        _nodes = nodes;
        _vps = [.. nodes.SelectMany(node => node.Vps).OrderBy(vp => vp.Index)];
    }

    /// <summary>The nodes, in the order of their devices.</summary>
    public IReadOnlyList<SidecarNode> Nodes => _nodes;

    /// <summary>The VPs that the sidecar may have, by index: all of all nodes but the base VPs.</summary>
    public IReadOnlyList<SidecarVp> Vps => _vps;

    /// <summary>A VP by its index in the machine.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No node has it, or it is a base VP.</exception>
    public SidecarVp this[uint vpIndex]
        => TryGetVp(vpIndex, out var vp) ? vp : throw new ArgumentOutOfRangeException(nameof(vpIndex), vpIndex, $"VP {vpIndex} {WhyNot(vpIndex)}");

    /// <summary>Opens the devices of all nodes.</summary>
    /// <param name="options">How the client behaves; the defaults if null.</param>
    /// <exception cref="SidecarException">There is none (<see cref="SidecarErrorKind.NoDevice"/>), or one cannot be used.</exception>
    public static SidecarClient Open(SidecarOptions? options = null)
    {
        options ??= new SidecarOptions();
        options.Check();
        var devices = new List<ISidecarDevice>();
        try
        {
            for (var node = 0; node < SidecarLimits.MaxNodes; node++)
            {
                var path = options.DevicePath + node.ToString(CultureInfo.InvariantCulture);
                var error = LinuxSidecarDevice.TryOpen(path, out var device);
                if (error == Errno.ENOENT && node > 0)
                {
                    break;
                }

                devices.Add(error == Errno.None ? device! : throw DeviceErrors.Open(path, error));
            }
        }
        catch
        {
            devices.ForEach(device => device.Dispose());
            throw;
        }

        return Open(devices, options);
    }

    /// <summary>Opens a client over devices that somebody else brings, one a node. They are the client's from then on, and disposed with it, also when this fails.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="options">How the client behaves; the defaults if null.</param>
    /// <exception cref="SidecarException">One cannot be used.</exception>
    public static SidecarClient Open(IReadOnlyList<ISidecarDevice> devices, SidecarOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(devices);
        options ??= new SidecarOptions();
        options.Check();
        CompletionLoop? loop = null;
        try
        {
            loop = new CompletionLoop();
            var nodes = devices.Select((device, index) => SidecarNode.Attach(index, new NodeLink(device, loop), options)).ToArray();
            CheckOverlap(nodes);
            loop.Start([.. nodes.Select(node => node.LoopNode)]);
            return new SidecarClient(nodes, loop);
        }
        catch
        {
            loop?.Dispose();
            foreach (var device in devices)
            {
                device.Dispose();
            }

            throw;
        }
    }

    /// <summary>A VP by its index in the machine; false when no node has it, or it is a base VP.</summary>
    public bool TryGetVp(uint vpIndex, [NotNullWhen(true)] out SidecarVp? vp)
    {
        foreach (var node in _nodes)
        {
            if (node.Contains(vpIndex) && vpIndex != node.BaseVp)
            {
                vp = node.Vps[(int)(vpIndex - node.BaseVp - 1)];
                return true;
            }
        }

        vp = null;
        return false;
    }

    /// <summary>
    /// Stops every command that is under way, waits until their callers have been told (no longer than <see cref="SidecarOptions.StopTimeout"/>), and closes the devices. Runs end as stopped; a command
    /// that does not stop ends with <see cref="SidecarErrorKind.TimedOut"/>; calls after this throw <see cref="ObjectDisposedException"/>. The second time and later: the same.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (_sync)
        {
            return new ValueTask(_disposal ??= CloseAsync());
        }
    }

    private async Task CloseAsync()
    {
        foreach (var node in _nodes)
        {
            node.Close();
        }

        await _loop.SettleAsync().ConfigureAwait(false);
        _loop.Dispose();
        foreach (var node in _nodes)
        {
            node.Link.Device.Dispose();
        }
    }

    private static void CheckOverlap(SidecarNode[] nodes)
    {
        foreach (var node in nodes)
        {
            if (Array.Find(nodes, other => other != node && other.Contains(node.BaseVp)) is { } other)
            {
                throw new SidecarException(SidecarErrorKind.Device, $"{node.Link.Device.Name} and {other.Link.Device.Name} both say that VP {node.BaseVp} is theirs; a VP has one node");
            }
        }
    }

    private string WhyNot(uint vpIndex)
    {
        if (Array.Find(_nodes, node => node.Contains(vpIndex)) is { } node)
        {
            return $"is the base VP of node {node.Index}, and the host kernel's";
        }

        return $"is no node's; there are {string.Join(", ", _nodes.Select(node => $"{node.BaseVp} to {node.BaseVp + node.Count - 1}"))}";
    }
}
