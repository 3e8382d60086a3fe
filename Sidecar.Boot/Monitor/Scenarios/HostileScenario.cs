using System;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Pages;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>A host that writes to the shared pages what it must not, when it must not. Whatever it writes, the VPs serve on.</summary>
public static class HostileScenario
{
    /// <summary>A status that no side writes.</summary>
    private const byte Junk = 7;

    /// <summary>No machine has a CPU of this id, and it is not the one that means all of them.</summary>
    private const uint NobodysApicId = 0x7fff_fff0;

    private static ReadOnlySpan<byte> JunkStatuses => [(byte)CpuStatus.REMOVED, Junk, 0x80, 0xff];

    /// <summary>Vectors that an APIC cannot send, or that are none.</summary>
    private static ReadOnlySpan<uint> JunkVectors => [1, 15, 256, 0x1_0020, uint.MaxValue];

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        StatusWhileHalted(ref session);
        StatusWhileRunning(ref session);
        Response(ref session);
        ControlFields(ref session);
        CommandPage(ref session, session.Nth(0));
        Serving.Sum(ref session, "still-serving"u8);
    }

    private static void StatusWhileHalted<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("junk-status-halted"u8);
        foreach (var vp in session.Serving)
        {
            foreach (var status in JunkStatuses)
            {
                if (session.ForceStatus(vp, CpuStatus.IDLE, status))
                {
                    session.AwaitStatus(vp, CpuStatus.IDLE);
                }
            }
        }

        Serving.NoneOnAll(ref session);
        session.EndStep("a halted VP puts an impossible status right"u8);
    }

    private static void StatusWhileRunning<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("junk-status-running"u8);
        foreach (var vp in session.Serving)
        {
            // The handler looks for anything but RUN, and so takes it for a stop.
            if (EndlessCall.Begin(ref session, vp) && session.ForceStatus(vp, CpuStatus.RUN, Junk))
            {
                EndlessCall.EndStopped(ref session, vp);
            }
        }

        Serving.NoneOnAll(ref session);
        session.EndStep("a running VP finishes and puts an impossible status right"u8);
    }

    private static void Response<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("junk-response"u8);
        foreach (var vector in JunkVectors)
        {
            SetResponse(ref session, session[0].ApicId, vector);
            Serving.NoneOnAll(ref session);
        }

        SetResponse(ref session, NobodysApicId, session.Setup.AttentionVector);
        Serving.NoneOnAll(ref session);
        SetResponse(ref session, session[0].ApicId, session.Setup.AttentionVector);
        Serving.NoneOnAll(ref session);
        session.EndStep("interrupts that cannot be sent are not sent, and the answers are there"u8);
    }

    private static void ControlFields<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("junk-control-page"u8);
        foreach (ref readonly var node in session.Setup.Nodes)
        {
            ref var control = ref node.Control;
            ProcessorMemory.Store(ref control.Index, uint.MaxValue);
            ProcessorMemory.Store(ref control.BaseCpu, uint.MaxValue);
            ProcessorMemory.Store(ref control.CpuCount, 0);
            ProcessorMemory.Store(ref control.NeedsAttention, uint.MaxValue);
        }

        Serving.SumOnAll(ref session, 3);
        for (var index = 0; index < session.Setup.Nodes.Length; index++)
        {
            ref readonly var node = ref session.Setup.Nodes[index];
            ref var control = ref node.Control;
            ProcessorMemory.Store(ref control.Index, (uint)index);
            ProcessorMemory.Store(ref control.BaseCpu, node.BaseVp);
            ProcessorMemory.Store(ref control.CpuCount, node.VpCount);
        }

        Serving.SumOnAll(ref session, 4);
        session.EndStep("the VPs do not lean on what the host can change"u8);
    }

    private static void CommandPage<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("page-rewritten"u8);
        const ulong seed = 11;
        if (session.Begin(vp, HandlerNumbers.Sha256Stream, new HashStream.Request { Bytes = ulong.MaxValue, Seed = seed }) && session.AwaitProgress(vp, 4096))
        {
            Scribble(ref session.PageOf(vp));
            if (session.Stop(vp)
                && session.End<HashStream.Response>(vp, out var scribbled)
                && session.Expect(scribbled.Stopped, vp, "the handler's answer does not say that it was stopped"u8)
                && session.Begin(vp, HandlerNumbers.Sha256Stream, new HashStream.Request { Bytes = scribbled.Bytes, Seed = seed })
                && session.End<HashStream.Response>(vp, out var clean))
            {
                session.Expect(Hashes.AreEqual(in scribbled.Digest, in clean.Digest), vp, "the handler worked with arguments that were rewritten under it"u8);
            }
        }

        session.EndStep("a handler works on its own copy of its arguments"u8);
    }

    /// <summary>Writes over everything on a command page but the byte that says whether the command failed, which the VP has written already.</summary>
    private static void Scribble(ref CommandPage page)
    {
        page.Command = (SidecarCommand)0xdead_beef;
        page.Payload.Fill(0xa5);
        page.Error.Len = byte.MaxValue;
        ((Span<byte>)page.Error.Buf).Fill(0xff);
        ((Span<ulong>)page.Reserved)[1..].Fill(ulong.MaxValue);
    }

    private static void SetResponse<THost>(ref Session<THost> session, uint apicId, uint vector)
        where THost : struct, IMonitorHost
    {
        foreach (ref readonly var node in session.Setup.Nodes)
        {
            ref var control = ref node.Control;
            ProcessorMemory.Store(ref control.ResponseVector, 0);
            ProcessorMemory.Store(ref control.ResponseCpu, apicId);
            ProcessorMemory.Store(ref control.ResponseVector, vector);
        }
    }
}
