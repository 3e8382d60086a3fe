using System;
using System.Collections.Generic;
using Sidecar.Client.Devices;
using Sidecar.Client.Linux;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation;

namespace Sidecar.Client.Tests.Simulated;

/// <summary>One open file of a node's device: the driver's requests over the node protocol, with the driver's errors.</summary>
/// <param name="node">The node.</param>
/// <param name="isOpenHcl">Whether to do as OpenHCL's driver does: no claims, one completion a read.</param>
internal sealed class SimulatedFile(SimulatedNode node, bool isOpenHcl) : ISidecarDevice
{
    private readonly object _sync = new();
    private readonly EventFd _readable = new();
    private readonly Queue<uint> _completions = [];
    private readonly HashSet<uint> _kept = [];

    public string Name => $"/simulated/node{node.Client.BaseVp}";

    public int PollHandle => _readable.Descriptor;

    public Errno GetInfo(out SidecarDeviceInfo info)
    {
        info = new() { BaseCpu = node.Client.BaseVp, CpuCount = node.Client.Count, PerCpuShmem = 2 * SidecarLimits.PageSize };
        return Errno.None;
    }

    public Errno Map(nuint length, out nint address)
    {
        address = node.SharedPages;
        return length == node.Client.Count * 2 * SidecarLimits.PageSize ? Errno.None : Errno.EINVAL;
    }

    public Errno Start(uint cpu)
    {
        lock (_sync)
        {
            var error = Begin(cpu, out var vp);
            if (error == Errno.None)
            {
                node.SetWaiting(vp, this);
            }

            return error;
        }
    }

    public Errno Stop(uint cpu)
    {
        var vp = cpu - node.Client.BaseVp;
        lock (_sync)
        {
            // As the driver: not a command of RUN.
            return node.Client.Has(vp) && node.WaitingFor(vp) == this && node.Client.Stop(vp) != StopResult.NotRunning ? Errno.None : Errno.EINVAL;
        }
    }

    public Errno Run(uint cpu)
    {
        uint vp;
        lock (_sync)
        {
            var error = Begin(cpu, out vp);
            if (error != Errno.None)
            {
                return error;
            }

        }

        var waited = node.Client.Wait(vp, SimulatedMachine.CommandTimeout);
        lock (_sync)
        {
            ReleaseUnlessKept(vp);
            return waited switch
            {
                WaitResult.Completed => Errno.None,
                WaitResult.Removed => Errno.EIO,
                _ => Errno.ETIMEDOUT,
            };
        }
    }

    // The simulated machine has no Linux that could take a CPU.
    public Errno ExecuteLocal(uint cpu) => Errno.ENXIO;

    public Errno Claim(uint cpu)
    {
        var vp = cpu - node.Client.BaseVp;
        lock (_sync)
        {
            if (isOpenHcl)
            {
                return Errno.ENOTTY;
            }

            // As the driver: busy for its holder too.
            var error = node.WaitingFor(vp) == this ? Errno.None : TryClaim(vp);
            if (error == Errno.None)
            {
                _kept.Add(vp);
            }

            return error;
        }
    }

    public Errno Release(uint cpu)
    {
        var vp = cpu - node.Client.BaseVp;
        lock (_sync)
        {
            if (isOpenHcl)
            {
                return Errno.ENOTTY;
            }

            if (!_kept.Contains(vp) || node.WaitingFor(vp) == this)
            {
                return _kept.Contains(vp) ? Errno.EBUSY : Errno.EINVAL;
            }

            _kept.Remove(vp);
            node.Client.Release(vp);
            return Errno.None;
        }
    }

    public Errno ReadCompletions(Span<uint> cpus, out int count)
    {
        lock (_sync)
        {
            for (count = 0; count < (isOpenHcl ? 1 : cpus.Length) && _completions.TryDequeue(out var cpu); count++)
            {
                cpus[count] = cpu;
            }

            if (_completions.Count == 0)
            {
                _readable.Clear();
            }

            return count == 0 ? Errno.EAGAIN : Errno.None;
        }
    }

    /// <summary>The driver's thread looks whether a command that this file waits for is over.</summary>
    public void TryCollect(uint vp)
    {
        lock (_sync)
        {
            var result = node.WaitingFor(vp) == this ? node.Client.TryCollect(vp) : WaitResult.TimedOut;
            if (result is not (WaitResult.Completed or WaitResult.Removed))
            {
                return;
            }

            if (result == WaitResult.Removed && node.MarksAbandoned)
            {
                ref var page = ref node.Client.CommandPageOf(vp);
                page.Error.Set(System.Text.Encoding.UTF8.GetBytes($"sidecar: VP {node.Client.BaseVp + vp} was lost while the command ran (its kernel failed)"));
                page.HasError = 1;
            }

            node.SetWaiting(vp, null);
            ReleaseUnlessKept(vp);
            _completions.Enqueue(node.Client.BaseVp + vp);
            _readable.Set();
        }
    }

    /// <summary>As the driver's release: what is under way is stopped and waited for, and all claims are given back.</summary>
    public void Dispose()
    {
        for (var vp = 0u; vp < node.Client.Count; vp++)
        {
            if (node.WaitingFor(vp) == this)
            {
                node.Client.Stop(vp);
                node.Client.Wait(vp, SimulatedMachine.CommandTimeout);
                node.SetWaiting(vp, null);
                node.Client.Release(vp);
            }
            else if (_kept.Contains(vp))
            {
                node.Client.Release(vp);
            }
        }

        _readable.Dispose();
    }

    private Errno Begin(uint cpu, out uint vp)
    {
        vp = cpu - node.Client.BaseVp;
        var error = _kept.Contains(vp) ? Errno.None : TryClaim(vp);
        if (error != Errno.None)
        {
            return error;
        }

        var started = node.Client.Start(vp);
        if (started != StartResult.Started && started != StartResult.Busy)
        {
            ReleaseUnlessKept(vp);
        }

        return started switch
        {
            StartResult.Started => Errno.None,
            StartResult.Busy => Errno.EBUSY,
            StartResult.Removed => Errno.ENOENT,
            _ => Errno.EIO,
        };
    }

    private Errno TryClaim(uint vp) => vp == 0 ? Errno.ENOENT : node.Client.Claim(vp) switch
    {
        ClaimResult.Claimed => Errno.None,
        ClaimResult.NoSuchVp => Errno.EINVAL,
        ClaimResult.Busy => Errno.EBUSY,
        _ => Errno.ENOENT,
    };

    private void ReleaseUnlessKept(uint vp)
    {
        if (!_kept.Contains(vp))
        {
            node.Client.Release(vp);
        }
    }
}
