using System;
using System.Collections.Generic;
using System.Threading;
using Sidecar.Client.Commands;
using Sidecar.Client.Completions;
using Sidecar.Client.Cpus;
using Sidecar.Client.Devices;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client;

/// <summary>A node: VPs that share one device. Its first VP, the base VP, is the host kernel's and has no object here.</summary>
public sealed class SidecarNode
{
    private const int VpPagesSize = SidecarLimits.PerVpShmemPages * SidecarLimits.PageSize;
    private readonly SidecarVp[] _vps;
    private long _unexpectedCompletions;
    private bool _isFailed;

    private SidecarNode(int index, SidecarDeviceInfo info, nint pages, NodeLink link, SidecarOptions options)
    {
        Index = index;
        BaseVp = info.BaseCpu;
        Count = info.CpuCount;
        Link = link;
        Sysfs = new CpuSysfs(options.SysfsPath, info.BaseCpu);
        Options = options;
        _vps = new SidecarVp[info.CpuCount - 1];
        for (var vp = 1u; vp < info.CpuCount; vp++)
        {
            _vps[vp - 1] = new SidecarVp(this, info.BaseCpu + vp, new VpPages(pages + (nint)(vp * (ulong)info.PerCpuShmem)));
        }

        LoopNode = new LoopSide(this);
    }

    /// <summary>The node's index, which is also its device's number.</summary>
    public int Index { get; }

    /// <summary>Index of the node's base VP in the machine.</summary>
    public uint BaseVp { get; }

    /// <summary>VPs in the node, the base VP included.</summary>
    public uint Count { get; }

    /// <summary>The VPs that the sidecar may have: all but the base VP.</summary>
    public IReadOnlyList<SidecarVp> Vps => _vps;

    /// <summary>Completions that were read though no command of this client was under way on the VP, or for a CPU that is not the node's. Not 0: the driver, or another reader, is at fault.</summary>
    public long UnexpectedCompletions => Interlocked.Read(ref _unexpectedCompletions);

    internal NodeLink Link { get; }

    internal CpuSysfs Sysfs { get; }

    internal SidecarOptions Options { get; }

    internal ILoopNode LoopNode { get; }

    /// <summary>Asks a device what it has, checks the answer, maps its pages.</summary>
    /// <exception cref="SidecarException">The device fails, or says what makes no sense.</exception>
    internal static SidecarNode Attach(int index, NodeLink link, SidecarOptions options)
    {
        var device = link.Device;
        var error = device.GetInfo(out var info);
        if (error != Errno.None)
        {
            throw DeviceErrors.Device(device, "INFO", error);
        }

        if (info.CpuCount is 0 or > SidecarLimits.MaxNodeCpus || info.BaseCpu > uint.MaxValue - info.CpuCount)
        {
            throw Nonsense(device, $"{info.CpuCount} VPs from VP {info.BaseCpu}", $"1 to {SidecarLimits.MaxNodeCpus} VPs");
        }

        if (info.PerCpuShmem < VpPagesSize || info.PerCpuShmem % SidecarLimits.PageSize != 0)
        {
            throw Nonsense(device, $"{info.PerCpuShmem} bytes of shared pages a VP", $"whole pages, at least {VpPagesSize} bytes");
        }

        error = device.Map((nuint)info.CpuCount * info.PerCpuShmem, out var pages);
        return error == Errno.None ? new SidecarNode(index, info, pages, link, options) : throw DeviceErrors.Device(device, "mmap of the shared pages", error);
    }

    /// <summary>Whether a VP index is one of this node's, the base VP's included.</summary>
    internal bool Contains(uint vpIndex) => vpIndex - BaseVp < Count;

    internal void Close()
    {
        foreach (var vp in _vps)
        {
            vp.Slot.Close();
        }
    }

    private static SidecarException Nonsense(ISidecarDevice device, string found, string wanted)
        => new(SidecarErrorKind.Device, $"{device.Name} says that it has {found}; {wanted} would do");

    private void OnCompletion(uint cpu)
    {
        // The base VP's number wraps around to one that is out of range.
        var index = cpu - BaseVp - 1;
        if (index >= (uint)_vps.Length || !_vps[index].Slot.OnCompletion())
        {
            Interlocked.Increment(ref _unexpectedCompletions);
        }
    }

    private sealed class LoopSide(SidecarNode node) : ILoopNode
    {
        public ISidecarDevice Device => node.Link.Device;

        public bool HasDeadlines => Array.Exists(node._vps, static vp => vp.Slot.HasDeadline);

        public bool IsSettled => Array.TrueForAll(node._vps, static vp => vp.Slot.IsSettled);

        public bool ReadCompletions(Span<uint> buffer, bool isBroken)
        {
            while (!node._isFailed)
            {
                var error = Device.ReadCompletions(buffer, out var count);
                if (error is Errno.EAGAIN or Errno.EINTR && !isBroken)
                {
                    return true;
                }

                if (error != Errno.None || count == 0)
                {
                    Fail(error);
                    break;
                }

                foreach (var cpu in buffer[..count])
                {
                    node.OnCompletion(cpu);
                }

                if (count < buffer.Length && !isBroken)
                {
                    return true;
                }
            }

            return false;
        }

        public bool OnTick(long now)
        {
            var isWatched = false;
            foreach (var vp in node._vps)
            {
                if (vp.Slot.HasDeadline)
                {
                    vp.Slot.OnTick(now);
                    isWatched |= vp.Slot.HasDeadline;
                }
            }

            return isWatched;
        }

        public void Fail(Errno error)
        {
            node._isFailed = true;
            foreach (var vp in node._vps)
            {
                vp.Slot.OnDeviceFailure(error);
            }
        }
    }
}
