using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Console;

/// <summary>A command that a person waits for, until it ends, takes too long, or Ctrl-C leaves it in the background.</summary>
public static class Foreground
{
    /// <summary>Nanoseconds after which a command goes on in the background by itself.</summary>
    private const ulong Patience = 5_000_000_000;

    private const ulong Slice = 20_000_000;

    /// <summary>Gives a command, its arguments being on the page, and waits for it unless it is for the background.</summary>
    public static void Run<THost>(ref Session<THost> session, uint vp, uint command, bool inBackground)
        where THost : struct, IMonitorHost
    {
        if (!session.TryBegin(vp, command, out var outcome))
        {
            Outcomes.Print(ref session, vp, command, outcome);
        }
        else if (inBackground)
        {
            TellOfBackground(ref session, vp);
        }
        else
        {
            Await(ref session, vp);
        }
    }

    /// <summary>Waits for what is under way on a VP, and prints what came of it.</summary>
    public static void Await<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        var deadline = session.Host.NowNanoseconds + Patience;
        while (true)
        {
            var outcome = session.Await(vp, Slice);
            if (!session[vp].IsBusy)
            {
                Outcomes.Print(ref session, vp, outcome);
                return;
            }

            var isInterrupted = session.TakeInterrupt();
            if (isInterrupted || session.Host.NowNanoseconds >= deadline)
            {
                session.Print(isInterrupted ? "^C\r\n"u8 : default);
                TellOfBackground(ref session, vp);
                return;
            }
        }
    }

    private static void TellOfBackground<THost>(ref Session<THost> session, uint vp)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        text.Write("vp "u8);
        text.WriteDecimal(vp);
        text.Write(": "u8);
        Session<THost>.WriteCommandName(ref text, session[vp].Command);
        text.Write(" goes on in the background; stop "u8);
        text.WriteDecimal(vp);
        text.Write(" stops it"u8);
        session.PrintLine(text.Written);
    }
}
