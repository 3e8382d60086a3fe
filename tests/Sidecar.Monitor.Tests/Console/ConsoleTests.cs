using System;
using System.Text.RegularExpressions;
using Shouldly;
using Sidecar.Monitor.Tests.Hosting;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Monitor.Tests.Console;

/// <summary>The console on a simulated machine: what a person types, and what they see.</summary>
public partial class ConsoleTests
{
    [Fact]
    public void Help() => Snapshot.Matches(Talk("help"));

    [Fact]
    public void Handlers_are_listed() => Snapshot.Matches(Talk("call"));

    [Fact]
    public void Calls() => Snapshot.Matches(Talk(
        "call 1 sum 1 2 3",
        "call 2 sum 0x10,-6",
        "call 1 kv-put \"a key\" \"its value\"",
        "call 1 kv-get \"a key\"",
        "call 2 kv-get \"a key\"",
        "call 1 kv-count",
        "call 3 sha256 abc",
        "call 3 primes 0 1000",
        "ls"));

    [Fact]
    public void Errors_are_one_line_each() => Snapshot.Matches(Talk(
        "nonsense",
        "\"unfinished",
        "call x sum 1",
        "call 4 sum 1",
        "call 0 sum 1",
        "call 1",
        "call 1 nothing",
        "call 1 sum one",
        "call 1 primes 5",
        "call 1 sum 9223372036854775807 1",
        "call 2 fault 0 13",
        "stop",
        "stop 1",
        "run 1",
        "get 1",
        "get 1 rip cs",
        "get 1 rpi",
        "set 1 rip",
        "set 1 rip here",
        "set 1 rip 0x1000",
        "remove",
        "remove 1 later",
        "trace 0",
        "ls"));

    [Fact]
    public void Background_commands_can_be_stopped() => Snapshot.Matches(Talk(
        "call 1 primes 5 0x10000000000 &",
        "ls",
        "call 1 sum 1",
        "call 2 sum 1",
        "stop 1",
        "call 1 sum 1"));

    [Fact]
    public void Ctrl_C_leaves_a_command_in_the_background()
    {
        using var run = MonitorRun.Start(3);
        run.Terminal.Type("call 1 primes 5 0x10000000000\r\u0003ls\rstop 1\r");
        Snapshot.Matches(Readable(run.Interact().Terminal.Console));
    }

    [Fact]
    public void What_ends_in_the_background_is_told()
    {
        using var run = MonitorRun.Start(3);
        run.Terminal.Type("call 1 sum 20 22 &\r");
        run.Terminal.Type("call 2 su");
        run.Terminal.Type("m 1\r", after: "Total = 42");
        run.Interact();
        // In between, what was typed of the next line is shown again.
        run.Terminal.Console.ShouldContain("sidecar> call 2 su\r\nvp 1: sum: Total = 42\r\nsidecar> call 2 sum 1\r\nvp 2: sum: Total = 1\r\n");
    }

    [Fact]
    public void Removals() => Snapshot.Matches(Talk(
        "call 1 sum 1",
        "remove 1",
        "remove 1",
        "call 1 sum 1",
        "call 2 primes 5 0x10000000000 &",
        "remove 2 now",
        "call 3 primes 5 0x10000000000 &",
        "remove 3",
        "ls"));

    [Fact]
    public void A_CPU_is_converted_and_given_back() => Snapshot.Matches(Talk(
        "give-back 1",
        "convert 1",
        "call 1 sum 1",
        "give-back 1",
        "give-back 1",
        "call 1 sum 1",
        "call 2 primes 5 0x10000000000 &",
        "convert 2",
        "ls"));

    [Fact]
    public void A_trace_is_shown_whole_or_in_part() => Snapshot.Matches(Talk("call 1 sum 1", "call 1 fault 0 6", "call 1 kv-count", "call 2 sum 1", "trace 1", "trace"));

    [Fact]
    public void Without_traces_it_says_so()
    {
        using var run = MonitorRun.Start(Simulation.MachineOptions.Consecutive(2), tracePages: 0).Interact("trace", "trace 1");
        Regex.Count(run.Terminal.Console, "no VP keeps a trace").ShouldBe(2);
    }

    [Fact]
    public void Statistics_count_what_was_done()
    {
        using var run = MonitorRun.Start(4).Interact("call 1 sum 1", "call 2 fault 0 6", "stats");
        run.Terminal.Console.ShouldContain("VPs that serve      3\r\n");
        run.Terminal.Console.ShouldContain("commands            2\r\n");
        run.Terminal.Console.ShouldContain("errors              1\r\n");
    }

    [Fact]
    public void Quitting_ends_the_report_well()
    {
        using var run = MonitorRun.Start(2).Interact("call 1 sum 1");
        run.Passed.ShouldBeTrue();
        run.Report.Problems.ShouldBeEmpty();
        run.Report.Passed.ShouldBe(true);
        run.Report.Ended.ShouldBeTrue();
        run.Trace.ShouldContain("vp 1: Halted -> Running (RunRequested, sum)");
    }

    [Fact]
    public void Without_a_sidecar_the_console_still_answers()
    {
        using var run = MonitorRun.Start(2);
        run.Terminal.Type("ls\rcall 1 sum 1\rremove 1\rtrace\rstats\rquit\r");
        run.Run(new() { Interactive = true, Refusal = "no sidecar.elf"u8 }).ShouldBeFalse();
        run.Terminal.Console.ShouldContain("no sidecar.elf");
        Regex.Count(run.Terminal.Console, "\"1\" is the host kernel's CPU, not the sidecar's").ShouldBe(2);
    }

    private static string Talk(params string[] lines)
    {
        using var run = MonitorRun.Start(4).Interact(lines);
        return Readable(run.Terminal.Console);
    }

    /// <summary>Without what differs from run to run: addresses, how far a stopped handler came, figures.</summary>
    private static string Readable(string console)
    {
        var text = console.Replace("\r\n", "\n", StringComparison.Ordinal);
        text = Addresses().Replace(text, "at ADDRESS");
        return Progress().Replace(text, "Count = N, Next = N");
    }

    [GeneratedRegex(@"at 0x[0-9a-f]+")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"Count = \d+, Next = \d+(?=, Stopped = true)")]
    private static partial Regex Progress();
}
