using System;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Console;

/// <summary>What came of a command, for a person.</summary>
public static class Outcomes
{
    /// <summary>Bytes of the longest field: 1,024 in hexadecimal, and its name.</summary>
    private const int FieldCapacity = 2200;

    /// <summary>Prints the outcome of a VP's last command: an answer by its fields, an error in its own words.</summary>
    public static void Print<THost>(ref Session<THost> session, uint vp, CommandOutcome outcome)
        where THost : struct, IMonitorHost
        => Print(ref session, vp, session[vp].Command, outcome);

    /// <summary>Prints the outcome of a command, which need not have been started.</summary>
    public static void Print<THost>(ref Session<THost> session, uint vp, uint command, CommandOutcome outcome)
        where THost : struct, IMonitorHost
    {
        var handler = IndexOf(command);
        if (outcome.IsSuccess && handler >= 0 && HandlerCatalog.ResponseFieldCountAt(handler) != 0)
        {
            PrintResponse(ref session, vp, handler);
            return;
        }

        Span<byte> error = stackalloc byte[byte.MaxValue];
        var length = session.ChannelOf(vp).CopyErrorText(error);
        var text = new Utf8Writer(stackalloc byte[(2 * byte.MaxValue) + 80]);
        WriteHead(ref text, vp, command);
        if (outcome.IsSuccess && command == (uint)SidecarCommand.RUN_VP)
        {
            WriteRun(ref text, ref session.PageOf(vp));
        }
        else
        {
            outcome.WriteTo(ref text, error[..length]);
        }

        session.PrintLine(text.Written);
    }

    /// <summary>Writes which VP and which command a line is about.</summary>
    public static void WriteHead(scoped ref Utf8Writer text, uint vp, uint command)
    {
        text.Write("vp "u8);
        text.WriteDecimal(vp);
        text.Write(": "u8);
        Protocol.Trace.CommandName.Write(ref text, command, Protocol.Trace.CommandName.OfHandler<HandlerCatalog>(command));
        text.Write(": "u8);
    }

    private static void PrintResponse<THost>(ref Session<THost> session, uint vp, int handler)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[FieldCapacity]);
        WriteHead(ref text, vp, HandlerCatalog.NumberAt(handler));
        session.Print(text.Written);
        ReadOnlySpan<byte> payload = session.PageOf(vp).Payload;
        for (var number = 0; number < HandlerCatalog.ResponseFieldCountAt(handler); number++)
        {
            var field = HandlerCatalog.ResponseFieldAt(handler, number);
            text.Clear();
            text.Write(number == 0 ? default : ", "u8);
            text.Write(field.Name);
            text.Write(" = "u8);
            FieldFormatter.Write(ref text, in field, payload);
            session.Print(text.Written);
        }

        session.PrintLine(default);
    }

    private static void WriteRun(scoped ref Utf8Writer text, scoped ref CommandPage page)
    {
        if (page.RunResponse.Intercept == 0)
        {
            text.Write("stopped, not intercepted"u8);
            return;
        }

        text.Write("intercepted, message type "u8);
        text.WriteHex((uint)page.InterceptMessage.Header.Typ);
    }

    private static int IndexOf(uint command)
    {
        for (var index = 0; index < HandlerCatalog.Count; index++)
        {
            if (HandlerCatalog.NumberAt(index) == command)
            {
                return index;
            }
        }

        return -1;
    }
}
