using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sidecar.Boot.Nodes;
using Sidecar.Boot.Processors;
using Sidecar.Boot.Serial;
using Sidecar.Protocol.Extension;
using Sidecar.Protocol.Pages;

namespace Sidecar.Boot.Shim;

/// <summary>Writes the kernel's parameter page.</summary>
public static class KernelParameters
{
    /// <summary>Fills a zeroed page with SidecarParams and, in its tail, the extension block.</summary>
    /// <param name="page">The page.</param>
    /// <param name="bitmap">Room for the start overrides, <see cref="ProcessorSet.BitmapSize"/> bytes.</param>
    /// <param name="bitmapAddress">Physical address of <paramref name="bitmap"/>.</param>
    /// <param name="state">What the shim found out; its plan has memory.</param>
    public static void Fill(Span<byte> page, Span<byte> bitmap, ulong bitmapAddress, ref ShimState state)
    {
        ref var parameters = ref MemoryMarshal.AsRef<SidecarParams>(page);
        ref var extension = ref MemoryMarshal.AsRef<ExtensionBlock>(page[ExtensionBlock.Offset..]);

        parameters.HypercallPage = state.Hypervisor.HypercallPage;
        parameters.EnableLogging = state.Options.Log ? (byte)1 : (byte)0;
        var nodes = state.Plan.Nodes;
        parameters.NodeCount = (uint)nodes.Length;
        for (var i = 0; i < nodes.Length; i++)
        {
            parameters.Nodes[i] = new SidecarNodeParams
            {
                MemoryBase = nodes[i].Memory.Start,
                MemorySize = nodes[i].Memory.Length,
                BaseVp = (uint)nodes[i].BaseVp,
                VpCount = (uint)nodes[i].VpCount,
            };
        }

        // A hypervisor starts VPs itself; the wake slots are the host's own business then.
        var mailbox = state.Hypervisor.IsOpen ? 0 : state.Mailbox;
        extension = new ExtensionBlock
        {
            Magic = ExtensionBlock.ExpectedMagic,
            Version = ExtensionBlock.ExpectedVersion,
            Size = (uint)Unsafe.SizeOf<ExtensionBlock>(),
            IdleMode = state.Options.IdleMode,
            LogPort = SerialPorts.Com2,
            Mailbox = mailbox,
            MailboxCount = mailbox == 0 ? 0 : (uint)state.Topology.Processors.Length,
            WakeVector = BootVectors.Wake,
            HandlerStatePages = (uint)state.Options.StatePages,
            TracePages = (uint)state.Options.TracePages,
        };
        if (HasHole(ref state.Plan))
        {
            FillOverrides(ref parameters, ref extension, bitmap, bitmapAddress, ref state);
        }
    }

    /// <summary>The kernel's answer.</summary>
    public static ref readonly SidecarOutput Output(Span<byte> page) => ref MemoryMarshal.AsRef<SidecarOutput>(page);

    /// <summary>Whether the host starts a VP of a node beside its base VP. Only then are there overrides: the kernel starts all others by itself.</summary>
    private static bool HasHole(ref NodePlan plan)
    {
        foreach (ref var node in plan.Nodes)
        {
            for (var vp = node.BaseVp + 1; vp < node.BaseVp + node.VpCount; vp++)
            {
                if (!plan.Started.Contains(vp))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void FillOverrides(
        ref SidecarParams parameters, ref ExtensionBlock extension, Span<byte> bitmap, ulong bitmapAddress, ref ShimState state)
    {
        // Both forms: OpenHCL's, which ends at 400 VPs, and the extension's, which does not end.
        parameters.InitialState.PerCpuStateSpecified = 1;
        for (var vp = 0; vp < SidecarLimits.NumCpusSupportedForPerCpuState; vp++)
        {
            parameters.InitialState.SidecarStartsCpu[vp] = state.Plan.Started.Contains(vp) ? (byte)1 : (byte)0;
        }

        for (var i = 0; i < bitmap.Length; i++)
        {
            bitmap[i] = state.Plan.Started.BitmapByte(i);
        }

        extension.StartOverrides = bitmapAddress;
        extension.StartOverrideCount = (uint)state.Topology.Processors.Length;
    }
}
