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
    private const int FirstVp = 1;

    /// <summary>The handler that stands for a handler call.</summary>
    private const string Handler = "sum";

    /// <summary>The guest's run that is interrupted, which is counted otherwise.</summary>
    private const string Interrupted = "interrupted";

    /// <summary>Interrupts that the bench sends to a running guest (BenchGuest).</summary>
    private const int Interrupts = 10;

    /// <summary>What the guest is prepared by, which is not measured.</summary>
    private const string Prepared = "prepared";

    /// <summary>How often the bench writes registers of each number (BenchRegisters).</summary>
    private const int Repeats = 20;

    /// <summary>It writes 1 and 31 registers.</summary>
    private static readonly string[] Writes = ["set-1", "set-31"];

    /// <summary>The bench reads 1, 2 and 31 registers, each as often as the others.</summary>
    private static readonly string[] Reads = ["get-1", "get-2", "get-31"];

    /// <summary>The counts by metric; empty when log and trace do not fit together.</summary>
    /// <param name="logged">The wake-ups of each CPU, in order: the first VP's are all the bench's commands, the second's last one is its removal.</param>
    /// <param name="traced">The report of the boot with a trace.</param>
    public static IReadOnlyDictionary<string, ulong> Match(IReadOnlyDictionary<int, List<ulong>> logged, MachineReport traced)
    {
        var windows = logged.GetValueOrDefault(FirstVp) ?? [];
        // A command that is stopped may wake the VP twice, which shifts what follows it, and without a trace the bench stops no handler: take only what comes before the
        // first of another kind. The last of all is the guest that is interrupted: each interrupt is a wake-up of its own.
        var requests = traced.OrderedTrace.Where(item => item.Record.Event == VpEvent.RunRequested).Select(item => item.Record.Command).ToList();
        var reads = requests.Count(command => command == (uint)SidecarCommand.GET_VP_REGISTERS);
        var runs = requests.Count(command => command == (uint)SidecarCommand.RUN_VP);
        var read = 0;
        var written = 0;
        var run = 0;
        var commands = requests.Select(command => command switch
        {
            (uint)SidecarCommand.GET_VP_REGISTERS => Reads[Reads.Length * read++ / reads],
            (uint)SidecarCommand.SET_VP_REGISTERS => written / Repeats < Writes.Length ? Writes[written++ / Repeats] : Prepared,
            (uint)SidecarCommand.RUN_VP => ++run == runs ? Interrupted : "run-vp",
            _ => Metric(command, traced),
        }).TakeWhile(name => name is not null).ToList();
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

        counts.Remove(Prepared);
        if (counts.Remove(Interrupted))
        {
            // From one interrupt to the next is the way out of the guest and in again. What wakes last is the stop.
            var entries = windows.Skip(commands.IndexOf(Interrupted) + 1).ToList();
            if (entries.Count == Interrupts + 1)
            {
                counts["run-vp-reentry"] = entries.Take(Interrupts).Min();
                counts["stop-run-vp"] = entries[^1];
            }
        }

        if (logged.GetValueOrDefault(FirstVp + 1) is { Count: > 0 } second)
        {
            counts["remove"] = second[^1];
        }

        return counts;
    }

    private static string? Metric(uint command, MachineReport traced)
    {
        if (traced.Handlers.TryGetValue(command, out var handler))
        {
            return handler == Handler ? "handler-call" : null;
        }

        return command switch
        {
            (uint)SidecarCommand.NONE => "command-none",
            (uint)SidecarCommand.TRANSLATE_GVA => "translate",
            > (uint)SidecarCommand.TRANSLATE_GVA => "command-unknown",
            _ => null,
        };
    }
}
