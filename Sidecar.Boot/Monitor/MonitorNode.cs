using System.Diagnostics.CodeAnalysis;
using Sidecar.Boot.Memory;
using Sidecar.Boot.Monitor.Trace;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Protocol.Trace;

namespace Sidecar.Boot.Monitor;

/// <summary>One sidecar node as the shim hands it over: where its pages are mapped in the monitor, and what the shim asked the kernel for.</summary>
/// <param name="control">The control page.</param>
/// <param name="sharedPages">The first VP's command page.</param>
/// <param name="traceRings">The first VP's trace ring; null when the node has none.</param>
/// <param name="tracePages">Pages of trace ring a VP.</param>
/// <param name="slots">One zeroed word a VP, for the node protocol.</param>
/// <param name="baseVp">Index of the node's first VP in the machine.</param>
/// <param name="vpCount">VPs in the node, the base VP included.</param>
public readonly unsafe struct MonitorNode(ControlPage* control, byte* sharedPages, byte* traceRings, uint tracePages, uint* slots, uint baseVp, uint vpCount)
{
    private readonly ControlPage* _control = control;
    private readonly byte* _sharedPages = sharedPages;
    private readonly byte* _traceRings = traceRings;
    private readonly uint* _slots = slots;

    /// <summary>Index of the node's first VP in the machine: the host kernel's own.</summary>
    public uint BaseVp { get; } = baseVp;

    /// <summary>VPs in the node, the base VP included.</summary>
    public uint VpCount { get; } = vpCount;

    /// <summary>Pages of trace ring a VP.</summary>
    public uint TracePages { get; } = tracePages;

    /// <summary>All of the node's memory; empty when nobody said where it is, and then no CPU of it can be given back.</summary>
    public PhysicalRange Memory { get; init; }

    /// <summary>The control page, for what goes round the node protocol on purpose.</summary>
    [UnscopedRef]
    // SAFETY: the shim keeps a node's memory mapped for the life of the monitor.
    public ref ControlPage Control => ref *_control;

    /// <summary>The node's memory, as the node protocol wants it.</summary>
    public NodePages Pages => new(_control, _sharedPages, NodeLayout.SharedPagesPerVp * NodeLayout.PageSize, _slots);

    /// <summary>A node that lies in memory as <see cref="NodeLayout"/> says, at an address that is mapped as it is.</summary>
    /// <param name="layout">Where things are.</param>
    /// <param name="tracePages">The pages of trace ring that the layout was made with.</param>
    /// <param name="slots">One zeroed word a VP.</param>
    /// <param name="baseVp">Index of the node's first VP in the machine.</param>
    /// <param name="vpCount">VPs in the node, the base VP included.</param>
    public static MonitorNode At(NodeLayout layout, uint tracePages, uint* slots, uint baseVp, uint vpCount)
        => new((ControlPage*)layout.ControlPage, (byte*)layout.SharedPages, tracePages == 0 ? null : (byte*)layout.TraceRing(0), tracePages, slots, baseVp, vpCount)
        {
            Memory = new(layout.ControlPage, layout.ControlPage + layout.TotalSize),
        };

    /// <summary>A VP's register page: whose the command page is, theirs it is too.</summary>
    /// <param name="nodeCpuIndex">Below <see cref="VpCount"/>.</param>
    // SAFETY: each VP has two shared pages, the command page and then this one.
    public ref HvX64RegisterPage RegisterPageOf(uint nodeCpuIndex)
        => ref *(HvX64RegisterPage*)(_sharedPages + (((nodeCpuIndex * NodeLayout.SharedPagesPerVp) + 1) * NodeLayout.PageSize));

    /// <summary>A VP's trace ring.</summary>
    /// <param name="nodeCpuIndex">Below <see cref="VpCount"/>.</param>
    public TraceRing TraceRingOf(uint nodeCpuIndex)
    {
        if (_traceRings == null)
        {
            return default;
        }

        // SAFETY: the rings follow each other, one a VP of the node.
        var size = TracePages * (uint)NodeLayout.PageSize;
        return new TraceRing((TraceRingHeader*)(_traceRings + ((ulong)nodeCpuIndex * size)), (size - (uint)sizeof(TraceRingHeader)) / (uint)sizeof(TraceRecord));
    }
}
