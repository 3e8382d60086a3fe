using System;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Text;
using Sidecar.Protocol.Trace;
using Sidecar.Samples;

namespace Sidecar.Boot.Monitor.Console;

/// <summary><c>ls</c>, <c>trace</c> and <c>stats</c>.</summary>
public static class Listing
{
    /// <summary>Transitions of each VP that <c>trace</c> without a number shows.</summary>
    private const ulong FewTransitions = 4;

    private const ulong NanosecondsPerMillisecond = 1_000_000;

    /// <summary>One line a VP.</summary>
    public static void Vps<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.PrintLine("  VP  node  APIC  state        commands  errors  stops  last"u8);
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        for (var vp = 0u; vp < session.CpuCount; vp++)
        {
            ref readonly var note = ref session[vp];
            text.Clear();
            Column(ref text, vp, 4);
            if (note.Node == MonitorVp.NoNode)
            {
                text.Write("     -"u8);
            }
            else
            {
                Column(ref text, note.Node, 6);
            }

            Column(ref text, note.ApicId, 6);
            text.Write("  "u8);
            var state = note.Role == VpRole.Host ? "Host"u8 : TraceText.Name(session.StateOf(vp));
            text.Write(state);
            Blanks(ref text, 11 - state.Length);
            if (note.Role != VpRole.Host)
            {
                Column(ref text, note.Commands, 10);
                Column(ref text, note.Errors, 8);
                Column(ref text, note.Stops, 7);
                text.Write("  "u8);
                if (note.Commands != 0)
                {
                    Session<THost>.WriteCommandName(ref text, note.Command);
                }
            }

            session.PrintLine(text.Written);
        }
    }

    /// <summary>The transitions of one VP, or the last few of each.</summary>
    public static void Trace<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        if (!session.HasTraces)
        {
            session.PrintLine("no VP keeps a trace (trace-pages=0)"u8);
            return;
        }

        // The record of what was just seen to end may still be on its way.
        session.SettleTraces();
        var words = new Words(arguments);
        if (!words.TryTake(out var word))
        {
            for (var vp = 0u; vp < session.CpuCount; vp++)
            {
                PrintTrace(ref session, vp, FewTransitions);
            }

            return;
        }

        if (!NumberText.TryParse(word.Text, out var number) || number >= session.CpuCount || !session.HasTrace((uint)number))
        {
            ConsoleCommands.Complain(ref session, word.Text, "is not the number of a VP that keeps a trace; ls lists VPs"u8);
            return;
        }

        PrintTrace(ref session, (uint)number, ulong.MaxValue);
    }

    /// <summary>Figures over all VPs.</summary>
    public static void Stats<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        var (commands, errors, stops) = (0UL, 0UL, 0UL);
        for (var vp = 0u; vp < session.CpuCount; vp++)
        {
            commands += session[vp].Commands;
            errors += session[vp].Errors;
            stops += session[vp].Stops;
        }

        Figure(ref session, "CPUs"u8, session.CpuCount, default);
        Figure(ref session, "VPs that serve"u8, session.ServingCount, default);
        Figure(ref session, "nodes"u8, (uint)session.Setup.Nodes.Length, default);
        Figure(ref session, "commands"u8, commands, default);
        Figure(ref session, "errors"u8, errors, default);
        Figure(ref session, "stops"u8, stops, default);
        Figure(ref session, "node memory"u8, session.Setup.NodeBytes, " bytes"u8);
        Figure(ref session, "time stamp counter"u8, session.Setup.TicksPerSecond, " ticks a second"u8);
        Figure(ref session, "start of all VPs"u8, session.Setup.StartTicks, " ticks"u8);
        Figure(ref session, "time"u8, session.Host.NowNanoseconds / NanosecondsPerMillisecond, " ms"u8);
    }

    private static void PrintTrace<THost>(ref Session<THost> session, uint vp, ulong last)
        where THost : struct, IMonitorHost
    {
        if (!session.HasTrace(vp))
        {
            return;
        }

        var ring = session.TraceOf(vp);
        var count = ring.Count;
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        for (var index = Math.Max(ring.Oldest, last > count ? 0 : count - last); index < count; index++)
        {
            if (ring.TryRead(index, out var record))
            {
                text.Clear();
                TraceText.Write<HandlerCatalog>(ref text, vp, in record);
                session.PrintLine(text.Written);
            }
        }
    }

    private static void Figure<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> name, ulong value, scoped ReadOnlySpan<byte> unit)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        text.Write(name);
        Blanks(ref text, 20 - name.Length);
        text.WriteDecimal(value);
        text.Write(unit);
        session.PrintLine(text.Written);
    }

    /// <summary>Writes a number to the right of a column.</summary>
    private static void Column(scoped ref Utf8Writer text, ulong value, int width)
    {
        var digits = 1;
        for (var rest = value; rest >= 10; rest /= 10)
        {
            digits++;
        }

        Blanks(ref text, width - digits);
        text.WriteDecimal(value);
    }

    private static void Blanks(scoped ref Utf8Writer text, int count)
    {
        for (var i = 0; i < count; i++)
        {
            text.Write((byte)' ');
        }
    }
}
