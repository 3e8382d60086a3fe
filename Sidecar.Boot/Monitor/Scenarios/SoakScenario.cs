using System;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>
/// A million commands on all VPs at once: NONE, handlers with answers that are checked, guests run to an intercept, guests and handlers stopped, refusals; every 10,000 commands a
/// CPU leaves, works for the host, and is given back. Every outcome is looked at, and in the end what the guests counted is what they were run. The seed is fixed.
/// </summary>
public static class SoakScenario
{
    private const uint Commands = 1_000_000;
    private const uint CommandsPerConversion = 10_000;

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("soak"u8);
        Span<uint> runs = stackalloc uint[(int)session.CpuCount];
        runs.Clear();
        if (session.Setup.HasHypervisor)
        {
            foreach (var vp in session.Serving)
            {
                TinyGuest.TryPrepare(ref session, vp, TinyGuest.CountAndAsk);
            }
        }

        var random = new SplitMix64(0x50a4_0f5e_edba_5eed);
        var tally = default(MixTally);
        var conversions = 0u;
        while (tally.Commands < Commands && !session.HasFailed)
        {
            CommandMix<Mix>.Round(ref session, ref random, ref tally, runs);
            if (tally.Commands / CommandsPerConversion != conversions && !session.HasFailed)
            {
                ConvertScenario.ThereAndBack(ref session, session.Nth(conversions), ConvertScenario.Alternate(ref session, conversions));
                conversions++;
            }
        }

        Report(ref session, in tally, runs, conversions);
        Serving.Sum(ref session, "still-serving"u8);
    }

    private static void Report<THost>(ref Session<THost> session, in MixTally tally, scoped ReadOnlySpan<uint> runs, uint conversions)
        where THost : struct, IMonitorHost
    {
        var total = 0u;
        foreach (var vp in session.Serving)
        {
            total += runs[(int)vp];
            if (session.Setup.HasHypervisor)
            {
                session.ExpectEqual(TinyGuest.Counted(in session, vp), runs[(int)vp], vp, "runs that its guest counted"u8);
            }
        }

        var text = new Utf8Writer(stackalloc byte[160]);
        text.WriteDecimal(tally.Commands);
        text.Write(" commands, "u8);
        text.WriteDecimal(total);
        text.Write(" of them runs to an intercept, "u8);
        text.WriteDecimal(tally.Stops);
        text.Write(" stopped, "u8);
        text.WriteDecimal(conversions);
        text.Write(" conversions, nothing lost"u8);
        session.EndStep(text.Written);
    }

    /// <summary>Few of what takes long. Without a hypervisor there are no runs.</summary>
    private readonly struct Mix : ICommandMix
    {
        private const uint Parts = 256;

        public static MixedCommand Choose(uint draw, bool hasHypervisor) => (draw % Parts) switch
        {
            0 => MixedCommand.Stopped,
            1 => MixedCommand.Unknown,
            < 4 when hasHypervisor => MixedCommand.RunStopped,
            < 90 when hasHypervisor => MixedCommand.Run,
            < 170 => MixedCommand.Sum,
            _ => MixedCommand.None,
        };
    }
}
