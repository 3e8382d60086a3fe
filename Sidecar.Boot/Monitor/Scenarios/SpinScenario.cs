using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Scenarios;

/// <summary>Handlers that loop until they are stopped, on all VPs together.</summary>
public static class SpinScenario
{
    /// <summary>Plays it.</summary>
    public static void Play<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.BeginStep("all-running"u8);
        foreach (var vp in session.Serving)
        {
            EndlessCall.Begin(ref session, vp);
        }

        session.ShowStates();
        foreach (var vp in session.Serving)
        {
            session.AwaitProgress(vp, session.ChannelOf(vp).Progress + 100);
        }

        session.EndStep("every VP makes progress while all the others run"u8);

        session.BeginStep("stopped-one-by-one"u8);
        for (var left = session.ServingCount; left != 0; left--)
        {
            var vp = session.Nth(left - 1);
            EndlessCall.Stop(ref session, vp);
            session.ShowStates();
        }

        var text = new Utf8Writer(stackalloc byte[80]);
        text.WriteDecimal(session.ServingCount);
        text.Write(" VPs stopped one by one, the last started first"u8);
        session.EndStep(text.Written);
        Serving.Sum(ref session, "still-serving"u8);
    }
}
