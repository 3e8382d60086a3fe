using System.Collections.Generic;
using System.Linq;
using Sidecar.Cli.Report;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Vp;

namespace Sidecar.Cli.Bench;

/// <summary>
/// Instructions from wake to halt, the measure of the peer's figures: the interrupt handler, the command, the way back to the halt, nothing else. The bench plays the same
/// commands in the same order every time, so a boot with a trace tells which commands they are, and one without, whose every instruction QEMU logs, what each takes.
/// </summary>
internal static class ExactCounts
{
    /// <summary>The handler that stands for a handler call.</summary>
    private const string Handler = "sum";

    /// <summary>The counts by metric; empty when log and trace do not fit together.</summary>
    /// <param name="windows">The wake-ups of the only VP, in order.</param>
    /// <param name="traced">The report of the boot with a trace.</param>
    public static IReadOnlyDictionary<string, ulong> Match(IReadOnlyList<ulong> windows, MachineReport traced)
    {
        // A command that is stopped may wake the VP twice, which shifts what follows it, and without a trace the bench stops none: take only what comes before the
        // first of another kind.
        var commands = traced.OrderedTrace.Where(item => item.Record.Event == VpEvent.RunRequested).Select(item => Metric(item.Record.Command, traced))
            .TakeWhile(name => name is not null).ToList();
        var counts = new Dictionary<string, ulong>();
        if (commands.Count == 0 || windows.Count < commands.Count)
        {
            return counts;
        }

        foreach (var group in commands.Zip(windows).GroupBy(pair => pair.First!))
        {
            // The least: whatever else the VP did on the way, an interrupt perhaps, is no part of the command.
            counts[group.Key] = group.Min(pair => pair.Second);
        }

        return counts;
    }

    private static string? Metric(uint command, MachineReport traced)
    {
        if (traced.Handlers.TryGetValue(command, out var handler))
        {
            return handler == Handler ? "handler-call" : null;
        }

        return command == (uint)SidecarCommand.NONE ? "command-none" : command > (uint)SidecarCommand.TRANSLATE_GVA ? "command-unknown" : null;
    }
}
