using System;
using Sidecar.Boot.Monitor.Arguments;
using Sidecar.Boot.Monitor.Console;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor.Conversion;

/// <summary><c>convert</c> and <c>give-back</c>.</summary>
public static class ConversionCommands
{
    /// <summary>Takes a CPU out of the sidecar, if it has not left, and lets it work for the host.</summary>
    public static void Convert<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        if (!TryFind(ref session, arguments, out var vp))
        {
            return;
        }

        if (session[vp].IsBusy)
        {
            Say(ref session, vp, "a command is under way; stop it first"u8);
            return;
        }

        if (session[vp].Role == VpRole.Sidecar)
        {
            var result = session.DriverOf(vp).Remove(session[vp].NodeCpuIndex, RemovalMode.StopFirst, Session<THost>.CommandTimeout);
            if (result != RemoveResult.Removed)
            {
                Say(ref session, vp, NodeText.Of(result));
                return;
            }

            session[vp].Role = VpRole.Removed;
        }

        var problem = session[vp].IsConverted ? default : Conversions.Start(ref session, vp, StartMethod.Interrupt);
        if (problem.IsEmpty)
        {
            problem = Conversions.Work(ref session, vp);
        }

        Say(ref session, vp, problem.IsEmpty ? "the host's: it counted the primes below 10000"u8 : problem);
    }

    /// <summary>Gives a converted CPU back.</summary>
    public static void GiveBack<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments)
        where THost : struct, IMonitorHost
    {
        if (TryFind(ref session, arguments, out var vp))
        {
            var problem = Conversions.GiveBack(ref session, vp);
            Say(ref session, vp, problem.IsEmpty ? NodeText.Of(ReturnResult.Ready) : problem);
        }
    }

    private static bool TryFind<THost>(ref Session<THost> session, scoped ReadOnlySpan<byte> arguments, out uint vp)
        where THost : struct, IMonitorHost
    {
        var words = new Words(arguments);
        words.TryTake(out var typed);
        if (NumberText.TryParse(typed.Text, out var number) && number < session.CpuCount && session[(uint)number].Role == VpRole.Removed)
        {
            vp = (uint)number;
            return true;
        }

        return ConsoleCommands.TryFindVp(ref session, typed.Text, out vp);
    }

    private static void Say<THost>(ref Session<THost> session, uint vp, scoped ReadOnlySpan<byte> what)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        text.Write("vp "u8);
        text.WriteDecimal(vp);
        text.Write(": "u8);
        text.Write(what);
        session.PrintLine(text.Written);
    }
}
