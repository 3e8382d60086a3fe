using System;
using System.Text.RegularExpressions;
using Shouldly;
using Sidecar.Monitor.Tests.Hosting;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Hypervisor;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Monitor.Tests.Guests;

/// <summary>Guests at the console.</summary>
public partial class GuestConsoleTests
{
    [Fact]
    public void A_guest_is_started_and_looked_at() => Snapshot.Matches(Talk(
        "guest",
        "guest hello 2",
        "guest hello 1",
        "ls",
        "regs 1",
        "get 1 rip rax lstar",
        "set 1 rax 0x1234",
        "set 1 lstar 0x5678",
        "get 1 rax lstar",
        "translate 1 0x200010",
        "mem 1 0x200000 24",
        "mem 1 0x200000 0",
        "mem 1",
        "mem 1 here",
        "gpa 0x1000",
        "run 1",
        "run 2",
        "guest nobody",
        "guest hello 7",
        "stop 1"));

    [Fact]
    public void One_that_runs_on_can_be_stopped_and_run_on()
    {
        using var run = Start();
        run.Machine.Hypervisor!.Guest(2).Code = _ => GuestExit.UntilInterrupt;
        run.Terminal.Type("guest hello 2\r");
        // It does not end: the person leaves it in the background.
        run.Terminal.Type("\u0003");
        run.Terminal.Type("guest hello 1\r", after: "goes on in the background");
        run.Terminal.Type("call 2 sum 1\rstop 2\rrun 2 &\rstop 2\r");
        run.Interact();
        var console = run.Terminal.Console;
        console.ShouldContain("a guest runs already; stop its VPs first");
        console.ShouldContain("vp 2: guest: stopped\r\n");
        console.ShouldContain("vp 2: guest: running in the background\r\n");
        Regex.Count(console, "vp 2: guest: stopped\r\n").ShouldBe(2);
    }

    [Fact]
    public void Without_a_hypervisor_the_console_says_so()
    {
        using var run = MonitorRun.Start(2).Interact("guest", "guest hello", "regs 1", "translate 1 0", "mem 1 0", "gpa 0");
        Snapshot.Matches(Readable(run.Terminal.Console));
    }

    private static string Talk(params string[] lines)
    {
        using var run = Start();
        foreach (var vp in new uint[] { 1, 2 })
        {
            var script = new GuestScript(run, vp);
            script.Print("hi\n").End(vp - 1);
        }

        return Readable(run.Interact(lines).Terminal.Console);
    }

    private static MonitorRun Start()
    {
        var run = MonitorRun.StartWithGuests(3).Load("hello.elf", GuestFile.Create()).Load("modes.bin", [0xf4]);
        run.Machine.Hypervisor!.Translate = request => (HvStatus.Success, new() { GpaPage = request.GvaPage + (run.GuestMemory.Start >> 12) });
        return run;
    }

    private static string Readable(string console) => Addresses().Replace(console.Replace("\r\n", "\n", StringComparison.Ordinal), "ADDRESS");

    /// <summary>Where the host put the simulated memory.</summary>
    [GeneratedRegex("0x[0-9a-f]{10,13}\\b")]
    private static partial Regex Addresses();
}
