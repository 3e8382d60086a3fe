using System;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Console;

/// <summary><c>call</c>: a handler by its name, its arguments as the catalog describes them.</summary>
public static class CallCommand
{
    /// <summary>Carries out what stands after <c>call</c>.</summary>
    public static void Execute<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        if (arguments.IsEmpty)
        {
            List(ref session);
            return;
        }

        var words = new Words(arguments);
        words.TryTake(out var number);
        if (!ConsoleCommands.TryFindVp(ref session, number.Text, out var vp))
        {
            return;
        }

        if (!words.TryTake(out var name))
        {
            session.PrintLine("the handler's name is missing; call alone lists them"u8);
            return;
        }

        var handler = Find(name.Text);
        if (handler < 0)
        {
            ConsoleCommands.Complain(ref session, name.Text, "is no handler; call alone lists them"u8);
            return;
        }

        Call(ref session, vp, handler, words.Rest);
    }

    private static void Call<THost>(ref Session<THost> session, uint vp, int handler, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        // The last word, standing alone: not part of the arguments.
        var trimmed = arguments;
        while (trimmed.EndsWith(" "u8))
        {
            trimmed = trimmed[..^1];
        }

        var inBackground = trimmed.SequenceEqual("&"u8) || trimmed.EndsWith(" &"u8);
        var words = new Words(inBackground ? trimmed[..^1] : trimmed);
        Span<byte> payload = stackalloc byte[SidecarLimits.RequestDataSize];
        var problem = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        problem.Write(HandlerCatalog.NameAt(handler));
        problem.Write(": "u8);
        if (!RequestParser<HandlerCatalog>.TryParse(handler, ref words, payload, ref problem))
        {
            session.PrintLine(problem.Written);
            return;
        }

        if (!session[vp].IsBusy)
        {
            payload.CopyTo(session.PageOf(vp).Payload);
        }

        Foreground.Run(ref session, vp, HandlerCatalog.NumberAt(handler), inBackground);
    }

    private static void List<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[2 * Session<THost>.TextCapacity]);
        for (var index = 0; index < HandlerCatalog.Count; index++)
        {
            text.Clear();
            RequestParser<HandlerCatalog>.WriteUsage(ref text, index);
            session.PrintLine(text.Written);
            text.Clear();
            text.Write("    "u8);
            text.WriteHex(HandlerCatalog.NumberAt(index));
            text.Write(": "u8);
            text.Write(HandlerCatalog.SummaryAt(index));
            session.PrintLine(text.Written);
        }
    }

    private static int Find(scoped ReadOnlySpan<byte> name)
    {
        for (var index = 0; index < HandlerCatalog.Count; index++)
        {
            if (HandlerCatalog.NameAt(index).SequenceEqual(name))
            {
                return index;
            }
        }

        return -1;
    }
}
