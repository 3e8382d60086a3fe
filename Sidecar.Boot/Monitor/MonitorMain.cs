using System;
using Sidecar.Boot.Monitor.Console;
using Sidecar.Boot.Monitor.Scenarios;
using Sidecar.Boot.Monitor.Session;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Text;

namespace Sidecar.Boot.Monitor;

/// <summary>Where the shim enters the monitor: the host kernel of a machine without Linux. One thread, on VP 0.</summary>
public static class MonitorMain
{
    /// <summary>Plays the scenario or serves the console, and reports. Returns whether everything passed; the shim turns that into the machine's exit code.</summary>
    /// <typeparam name="THost">The machine.</typeparam>
    /// <param name="setup">What the shim hands over.</param>
    /// <param name="host">The machine.</param>
    /// <param name="clients">Room for a client of each node.</param>
    public static bool Run<THost>(MonitorSetup setup, THost host, Span<NodeClient<ProcessorMemory, THost>> clients)
        where THost : struct, IMonitorHost
    {
        var session = new Session<THost>(setup, host, clients);
        session.ReportMachine();
        return session.Setup.Interactive ? Interactive(ref session) : Scenario(ref session);
    }

    /// <summary>A person has the console until they quit. Without a sidecar too: then it says why there is none.</summary>
    private static bool Interactive<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        StartScenario.StartUp(ref session);
        ConsoleLoop.Run(ref session);
        Traces(ref session);
        return Finish(ref session, session.Failed == 0, "the console was quit"u8);
    }

    private static bool Scenario<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        var index = ScenarioCatalog.Find(session.Setup.Scenario);
        if (index < 0)
        {
            return RejectName(ref session);
        }

        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        text.Write("scenario "u8);
        text.Write(ScenarioCatalog.NameAt(index));
        text.Write(": "u8);
        text.Write(ScenarioCatalog.SummaryAt(index));
        session.PrintLine(text.Written);

        var started = StartScenario.StartUp(ref session);
        if (started)
        {
            ScenarioCatalog.Play(ref session, index);
            Traces(ref session);
        }

        text.Clear();
        var passed = session.Failed == 0;
        text.WriteDecimal(passed ? session.Passed : session.Failed);
        if (!passed)
        {
            text.Write(" of "u8);
            text.WriteDecimal(session.Passed + session.Failed);
        }

        text.Write(passed ? " steps passed"u8 : " steps failed"u8);
        return Finish(ref session, passed, text.Written);
    }

    /// <summary>A step: every ring can be read and ends where its VP is.</summary>
    private static void Traces<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        if (session.HasTraces)
        {
            session.BeginStep("traces"u8);
            session.SettleTraces();
            session.EndStep("every VP's trace ends in the state that the VP shows"u8);
            session.ReportTraces();
        }
    }

    private static bool RejectName<THost>(ref Session<THost> session)
        where THost : struct, IMonitorHost
    {
        var text = new Utf8Writer(stackalloc byte[Session<THost>.TextCapacity]);
        text.Write("there is no scenario \""u8);
        text.Write(session.Setup.Scenario);
        text.Write("\"; there are "u8);
        for (var index = 0; index < ScenarioCatalog.Count; index++)
        {
            text.Write(index == 0 ? ""u8 : ", "u8);
            text.Write(ScenarioCatalog.NameAt(index));
        }

        return Finish(ref session, passed: false, text.Written);
    }

    private static bool Finish<THost>(ref Session<THost> session, bool passed, scoped ReadOnlySpan<byte> text)
        where THost : struct, IMonitorHost
    {
        session.Print(passed ? "passed: "u8 : "FAILED: "u8);
        session.PrintLine(text);
        session.ReportResult(passed, text);
        return passed;
    }
}
