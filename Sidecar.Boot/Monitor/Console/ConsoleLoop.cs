using System;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Text;
using Sidecar.Vmm.State;

namespace Sidecar.Boot.Monitor.Console;

/// <summary>The interactive console: reads lines, carries them out, and tells of background commands that have ended.</summary>
public static class ConsoleLoop
{
    private const int LineCapacity = 2560;

    private const ulong PollInterval = 1_000_000;

    private static ReadOnlySpan<byte> Prompt => "sidecar> "u8;

    /// <summary>Runs until a person quits.</summary>
    public static void Run<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.PrintLine("type help for help"u8);
        session.Print(Prompt);
        Span<byte> line = stackalloc byte[LineCapacity];
        Span<byte> echoBuffer = stackalloc byte[3 * LineCapacity / 2];
        var editor = new LineEditor(line);
        var isOver = false;
        while (!isOver)
        {
            if (!session.TryReadKey(out var character))
            {
                if (!TellOfGuests(ref session, editor.Line))
                {
                    TellOfEnded(ref session, editor.Line);
                    session.Host.Rest(PollInterval);
                }

                continue;
            }

            var echo = new Utf8Writer(echoBuffer);
            var occurred = editor.Accept(character, ref echo);
            session.Print(echo.Written);
            if (occurred == LineEvent.None)
            {
                continue;
            }

            if (occurred == LineEvent.Complete)
            {
                isOver = ConsoleCommands.Execute(ref session, editor.Line);
                session.ShowStates();
                editor.Clear();
            }

            if (!isOver)
            {
                session.Print(Prompt);
            }
        }
    }

    /// <summary>Runs guests on in the background. Returns whether there was news of any.</summary>
    private static bool TellOfGuests<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> typed)
        where THost : struct, IMonitorHost
    {
        if (!session.HasGuests || !GuestRun.Pass(ref session, out _))
        {
            return false;
        }

        if (GuestCommands.TellOfEnded(ref session))
        {
            session.ShowStates();
            session.Print(Prompt);
            session.Print(typed);
        }

        return true;
    }

    /// <summary>Collects what has ended in the background. The line that is being typed is written again below.</summary>
    private static void TellOfEnded<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> typed)
        where THost : struct, IMonitorHost
    {
        foreach (var vp in session.Serving)
        {
            if (!session[vp].IsBusy || (session.HasGuests && session.GuestOf(vp).Phase == GuestPhase.Running))
            {
                continue;
            }

            var outcome = session.Await(vp, 0);
            if (session[vp].IsBusy)
            {
                continue;
            }

            session.Print("\r\n"u8);
            Outcomes.Print(ref session, vp, outcome);
            session.ShowStates();
            session.Print(Prompt);
            session.Print(typed);
        }
    }
}
