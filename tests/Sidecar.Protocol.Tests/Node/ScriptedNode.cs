using System;
using System.Runtime.InteropServices;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Tests.Node;

/// <summary>
/// A node whose VPs are a script: it runs on the host's thread when a VP is interrupted, so each test is one straight line. Time passes by one microsecond
/// whenever the host sleeps.
/// </summary>
internal sealed unsafe class ScriptedNode : IDisposable
{
    public const uint VpCount = 3;
    private const int Pages = 1 + ((int)VpCount * 2) + 1;
    private readonly byte* _memory = (byte*)NativeMemory.AlignedAlloc(Pages * 4096, 4096);

    public ScriptedNode()
    {
        new Span<byte>(_memory, Pages * 4096).Clear();
        Control.CpuCount = VpCount;
        Control.BaseCpu = 8;
        Control.RequestVector = 0x20;
        for (uint vp = 1; vp < VpCount; vp++)
        {
            Control.StatusOf(vp) = (byte)CpuStatus.IDLE;
        }
    }

    /// <summary>What a VP does when it is interrupted; its index in the node is the argument. It answers by <see cref="Answer"/>, now or never.</summary>
    public Action<uint>? OnRequest { get; set; }

    /// <summary>What happens while the host sleeps.</summary>
    public Action? OnPark { get; set; }

    public ulong Now { get; set; }

    public ref ControlPage Control => ref *(ControlPage*)_memory;

    public NodePages NodePages => new((ControlPage*)_memory, _memory + 4096, 8192, (uint*)(_memory + ((Pages - 1) * 4096)));

    public ref CommandPage Page(uint vp) => ref NodePages.Command(vp);

    public void SetStatus(uint vp, CpuStatus status) => Control.StatusOf(vp) = (byte)status;

    public CpuStatus Status(uint vp) => (CpuStatus)Control.StatusOf(vp);

    public void Answer(uint vp, CpuStatus status = CpuStatus.IDLE)
    {
        SetStatus(vp, status);
        Control.NeedsAttention = 1;
    }

    public AttachResult TryAttach(out NodeClient<ProcessorMemory, ScriptedHost> client, uint slots = VpCount)
        => NodeClient<ProcessorMemory, ScriptedHost>.Attach(NodePages, slots, new(this), out client);

    public NodeClient<ProcessorMemory, ScriptedHost> Attach()
        => TryAttach(out var client) == AttachResult.Attached ? client : throw new InvalidOperationException("not attached");

    /// <summary>A claimed VP whose commands may take a millisecond.</summary>
    public VpClient<ProcessorMemory, ScriptedHost> Claim(uint vp)
    {
        var client = Attach();
        return client.Claim(vp) == ClaimResult.Claimed ? new(client, vp, 1_000_000) : throw new InvalidOperationException("not claimed");
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
