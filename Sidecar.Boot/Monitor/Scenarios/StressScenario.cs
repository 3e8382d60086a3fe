using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>A long random mix of everything on all VPs at once. The seed is fixed.</summary>
public static class StressScenario
{
    private const int Rounds = 60;

    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("random-mix"u8);
        var random = new SplitMix64(0x5eed_0f5e_edba_5eed);
        var tally = default(MixTally);
        for (var round = 0; round < Rounds && !session.HasFailed; round++)
        {
            CommandMix<Mix>.Round(ref session, ref random, ref tally, default);
        }

        var text = new Utf8Writer(stackalloc byte[80]);
        text.WriteDecimal(tally.Commands);
        text.Write(" commands, stops and faults in "u8);
        text.WriteDecimal(Rounds);
        text.Write(" rounds"u8);
        session.EndStep(text.Written);
        Serving.Sum(ref session, "still-serving"u8);
    }

    /// <summary>All that needs no guest, equally often.</summary>
    private readonly struct Mix : ICommandMix
    {
        public static MixedCommand Choose(uint draw, bool hasHypervisor) => (MixedCommand)(draw % (uint)MixedCommand.Run);
    }
}
