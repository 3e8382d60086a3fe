using System;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Boot.Monitor.Conversion;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Console;

/// <summary>The console's commands. Each prints what it did, or one line that says what is wrong.</summary>
public static class ConsoleCommands
{
    /// <summary>Nanoseconds that a removal may take before the console tells that it is late.</summary>
    private const ulong RemovalTimeout = 5_000_000_000;

    /// <summary>Carries one line out. True when it was the last.</summary>
    public static bool Execute<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> line)
        where THost : struct, IMonitorHost
    {
        var words = new Words(line);
        if (!words.TryTake(out var command))
        {
            if (words.IsBroken)
            {
                session.PrintLine("a quote is opened but not closed"u8);
            }

            return false;
        }

        if (command.Is("quit"u8))
        {
            return true;
        }

        if (command.Is("help"u8))
        {
            Help(ref session);
        }
        else if (command.Is("ls"u8))
        {
            Listing.Vps(ref session);
        }
        else if (command.Is("call"u8))
        {
            CallCommand.Execute(ref session, words.Rest);
        }
        else if (command.Is("run"u8))
        {
            Run(ref session, words.Rest);
        }
        else if (command.Is("guest"u8))
        {
            GuestCommands.Start(ref session, words.Rest);
        }
        else if (command.Is("regs"u8))
        {
            RegisterDump.Print(ref session, words.Rest);
        }
        else if (command.Is("mem"u8))
        {
            MemoryCommands.Virtual(ref session, words.Rest);
        }
        else if (command.Is("gpa"u8))
        {
            MemoryCommands.Physical(ref session, words.Rest);
        }
        else if (command.Is("translate"u8))
        {
            MemoryCommands.Translate(ref session, words.Rest);
        }
        else if (command.Is("stop"u8))
        {
            Stop(ref session, words.Rest);
        }
        else if (command.Is("get"u8))
        {
            RegisterCommands.Get(ref session, words.Rest);
        }
        else if (command.Is("set"u8))
        {
            RegisterCommands.Set(ref session, words.Rest);
        }
        else if (command.Is("remove"u8))
        {
            Remove(ref session, words.Rest);
        }
        else if (command.Is("convert"u8))
        {
            ConversionCommands.Convert(ref session, words.Rest);
        }
        else if (command.Is("give-back"u8))
        {
            ConversionCommands.GiveBack(ref session, words.Rest);
        }
        else if (command.Is("trace"u8))
        {
            Listing.Trace(ref session, words.Rest);
        }
        else if (command.Is("stats"u8))
        {
            Listing.Stats(ref session);
        }
        else
        {
            Complain(ref session, command.Text, "is no command; help lists them"u8);
        }

        return false;
    }

    /// <summary>The VP that a word numbers, if it serves. False, and a line about it, otherwise.</summary>
    /// <param name="session">The session.</param>
    /// <param name="typed">The word; empty when it is missing.</param>
    /// <param name="vp">The VP.</param>
    public static bool TryFindVp<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> typed, out uint vp)
        where THost : struct, IMonitorHost
    {
        vp = 0;
        if (typed.IsEmpty)
        {
            session.PrintLine("the VP's number is missing; ls lists them"u8);
            return false;
        }

        if (!NumberText.TryParse(typed, out var number) || number >= session.CpuCount)
        {
            Complain(ref session, typed, "is not the number of a VP; ls lists them"u8);
            return false;
        }

        vp = (uint)number;
        if (session.Serves(vp))
        {
            return true;
        }

        Complain(ref session, typed, session[vp].Role == VpRole.Removed ? "has left the sidecar"u8 : "is the host kernel's CPU, not the sidecar's"u8);
        return false;
    }

    /// <summary>Prints one line about what was typed.</summary>
    public static void Complain<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> typed, scoped ReadOnlySpan<byte> complaint)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        text.Write((byte)'"');
        text.Write(typed[..Math.Min(typed.Length, 60)]);
        text.Write("\" "u8);
        text.Write(complaint);
        session.PrintLine(text.Written);
    }

    private static void Run<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var number);
        if (!TryFindVp(ref session, number.Text, out var vp))
        {
            return;
        }

        var inBackground = words.Rest.SequenceEqual("&"u8);
        if (session.HasGuests)
        {
            GuestCommands.Run(ref session, vp, inBackground);
        }
        else
        {
            Foreground.Run(ref session, vp, (uint)SidecarCommand.RUN_VP, inBackground);
        }
    }

    private static void Stop<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var number);
        if (!TryFindVp(ref session, number.Text, out var vp))
        {
            return;
        }

        if (GuestCommands.TryStop(ref session, vp))
        {
            return;
        }

        var result = session.ChannelOf(vp).Stop();
        session[vp].Stops += result == StopResult.Requested ? 1u : 0;
        PrintResult(ref session, vp, NodeText.Of(result));
        if (session[vp].IsBusy)
        {
            Foreground.Await(ref session, vp);
        }
    }

    private static void Remove<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var number);
        if (!TryFindVp(ref session, number.Text, out var vp))
        {
            return;
        }

        var outOfTurn = words.TryTake(out var how) && how.Is("now"u8);
        if (!outOfTurn && !how.Text.IsEmpty)
        {
            Complain(ref session, how.Text, "is neither nothing (stop its command first) nor now (out of turn)"u8);
            return;
        }

        if (!outOfTurn)
        {
            GuestCommands.TryStop(ref session, vp);
        }

        var wasBusy = session[vp].IsBusy;
        var result = session.DriverOf(vp).Remove(session[vp].NodeCpuIndex, outOfTurn ? RemovalMode.OutOfTurn : RemovalMode.StopFirst, RemovalTimeout);
        if (wasBusy && result == RemoveResult.Removed)
        {
            Outcomes.Print(ref session, vp, session.Await(vp, 0));
        }

        if (result == RemoveResult.Removed)
        {
            session[vp].Role = VpRole.Removed;
            if (session.HasGuests)
            {
                session.GuestOf(vp) = default;
            }
        }

        PrintResult(ref session, vp, NodeText.Of(result));
    }

    private static void PrintResult<THost>(ref Session<THost> session, uint vp, scoped ReadOnlySpan<byte> result)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        text.Write("vp "u8);
        text.WriteDecimal(vp);
        text.Write(": "u8);
        text.Write(result);
        session.PrintLine(text.Written);
    }

    private static void Help<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        session.PrintLine("ls                              VPs: node, state, last command, counts"u8);
        session.PrintLine("call                            handlers and their arguments"u8);
        session.PrintLine("call VP HANDLER [ARG...] [&]    call a handler; & (or Ctrl-C) leaves it in the background"u8);
        session.PrintLine("guest                           guests that were loaded"u8);
        session.PrintLine("guest NAME [VP...]              start a guest, on all VPs or on some"u8);
        session.PrintLine("run VP [&]                      run the guest on a VP on"u8);
        session.PrintLine("stop VP                         stop what runs on a VP"u8);
        session.PrintLine("get VP REGISTER...              read the guest's registers"u8);
        session.PrintLine("set VP REGISTER VALUE           write one"u8);
        session.PrintLine("regs VP                         the guest's registers, all"u8);
        session.PrintLine("mem VP ADDRESS [LENGTH]         memory as the guest sees it"u8);
        session.PrintLine("gpa ADDRESS [LENGTH]            memory of VTL0's, by physical address"u8);
        session.PrintLine("translate VP ADDRESS            a guest's address, to a physical one"u8);
        session.PrintLine("remove VP [now]                 take a CPU out of the sidecar; now: out of turn"u8);
        session.PrintLine("convert VP                      take a CPU out and let it work for the host"u8);
        session.PrintLine("give-back VP                    give a converted CPU back to the sidecar"u8);
        session.PrintLine("trace [VP]                      transitions: a VP's, or the last few of each"u8);
        session.PrintLine("stats                           figures"u8);
        session.PrintLine("quit                            end"u8);
    }
}
