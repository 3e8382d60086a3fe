using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.X64;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>
/// Random command pages on all VPs at once, rewritten while the commands run: registers of the guest at random, and the guest run with them. Whatever comes of a command, it ends,
/// at the latest when it is stopped; and every VP, and its guest once its registers are put right, works on. The seed is the command line's.
/// </summary>
public static class FuzzScenario
{
    private const uint Rounds = 4000;
    private const uint RoundsPerCheck = 20;

    /// <summary>Nanoseconds before a command is stopped.</summary>
    private const ulong Patience = 2_000_000;

    private struct Tally
    {
        public uint Commands;
        public uint CarriedOut;
        public uint Stopped;
    }

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("random-command-pages"u8);
        var random = new SplitMix64(0xf022_5eed + session.Setup.Seed);
        Tally tally = default;
        for (var round = 1u; round <= Rounds && !session.HasFailed; round++)
        {
            foreach (var vp in session.Serving)
            {
                var command = RandomPage.Fill(ref session.PageOf(vp), ref random);
                session.Begin(vp, command);
                tally.Commands++;
            }

            foreach (var vp in session.Serving)
            {
                RandomPage.Scribble(ref session.PageOf(vp), ref random);
            }

            foreach (var vp in session.Serving)
            {
                Finish(ref session, vp, ref tally);
            }

            if (round % RoundsPerCheck == 0)
            {
                Check(ref session);
            }
        }

        var text = new Utf8Writer(stackalloc byte[160]);
        text.WriteDecimal(tally.Commands);
        text.Write(" commands ended, "u8);
        text.WriteDecimal(tally.CarriedOut);
        text.Write(" of them carried out, "u8);
        text.WriteDecimal(tally.Stopped);
        text.Write(" stopped; VPs and guests work on"u8);
        session.EndStep(text.Written);
        Serving.Sum(ref session, "still-serving"u8);
    }

    private static void Finish<THost>(ref Session<THost> session, uint vp, ref Tally tally)
        where THost : struct, IMonitorHost
    {
        var outcome = session.Await(vp, Patience);
        if (outcome is { Kind: CommandOutcomeKind.NotFinished, Wait: WaitResult.TimedOut })
        {
            session.ChannelOf(vp).Stop();
            outcome = session.Await(vp);
            tally.Stopped++;
        }

        tally.CarriedOut += outcome.IsSuccess ? 1u : 0;
        session.Expect(outcome.Kind != CommandOutcomeKind.NotFinished, vp, "a random command did not end, not even stopped"u8);
    }

    /// <summary>Every VP adds up, and its guest, put into real mode, counts.</summary>
    private static void Check<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        Serving.SumOnAll(ref session, 7);
        if (!session.Setup.HasHypervisor)
        {
            return;
        }

        foreach (var vp in session.Serving)
        {
            ref var context = ref session.PageOf(vp).CpuContext;
            context.Gps = default;
            context.FxState.Mxcsr = Fxsave.InitialMxcsr;
            if (TinyGuest.TryPrepare(ref session, vp, TinyGuest.CountAndAsk) && session.Begin(vp, (uint)SidecarCommand.RUN_VP) && TinyGuest.EndRun(ref session, vp))
            {
                session.ExpectEqual(TinyGuest.Counted(in session, vp), 1, vp, "runs that its guest counted"u8);
            }
        }
    }
}
