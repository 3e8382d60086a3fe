using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Linq;
using Shouldly;
using Sidecar.Boot.Monitor.Guests;
using Sidecar.Monitor.Tests.Hosting;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation;
using Sidecar.Simulation.Hypervisor;
using Sidecar.Tests;
using Sidecar.Vmm.Loading;
using Xunit;

namespace Sidecar.Monitor.Tests.Guests;

/// <summary>
/// Scenarios with guests over the simulated hypervisor. The scripts make the exits that the real guests make, in the same order, so that a booted machine leaves the same
/// traces (Sidecar.Qemu.Tests).
/// </summary>
public class GuestScenarioTests
{
    private const int TinyPage = 4096;

    private static readonly string[] WithoutHypervisor = ["hello", "counter", "exits", "modes", "compute", "escape", "state", "triple", "guests"];

    /// <summary>Scenarios, and machines by the VPs of their nodes.</summary>
    public static TheoryData<string, string, uint[]> Runs
    {
        get
        {
            var runs = new TheoryData<string, string, uint[]>();
            foreach (var scenario in new[] { "hello", "counter", "compute", "triple", "convert" })
            {
                runs.Add(scenario, "8x2", [4, 4]);
                runs.Add(scenario, "2x1", [2]);
                runs.Add(scenario, "33x2", [17, 16]);
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Passes_and_leaves_its_trace(string scenario, string machine, uint[] nodes)
    {
        using var run = MonitorRun.StartWithGuests(nodes).Load(scenario + ".elf", GuestFile.Create());
        var vps = nodes.Sum(count => count) - nodes.Length;
        for (var vp = 0u; vp < run.Machine.Cpus.Count; vp++)
        {
            Script(run, scenario, vp, (uint)vps);
        }

        run.Play(scenario);
        run.Report.Steps.Where(step => !step.Passed).Select(step => $"{step.Name}: {step.Text}").ShouldBeEmpty();
        run.Report.Passed.ShouldBe(true);
        run.Machine.Notes.ShouldBeEmpty();
        Snapshot.Matches(run.Trace, $"../../scenarios/{(scenario == "convert" ? "convert-guests" : scenario)}.{machine}");
    }

    /// <summary>Random command pages: whatever they ask, the commands end and the VPs and guests work on.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_command_pages_break_nothing(bool hypervisor)
    {
        using var run = MonitorRun.Start(MachineOptions.Consecutive(3, 2), hypervisor: hypervisor);
        for (var vp = 0u; hypervisor && vp < run.Machine.Cpus.Count; vp++)
        {
            Script(run, "convert", vp, 3);
        }

        run.Play("fuzz");
        run.Report.Steps.Where(step => !step.Passed).Select(step => $"{step.Name}: {step.Text}").ShouldBeEmpty();
        run.Report.Passed.ShouldBe(true);
        run.Machine.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_hypervisor_each_says_what_it_leaves_out()
    {
        foreach (var scenario in WithoutHypervisor)
        {
            using var run = MonitorRun.Start(2).Play(scenario);
            run.Report.Passed.ShouldBe(true);
            run.Report.Steps.ShouldContain(step => step.Text == "left out: there is no hypervisor, so no VTL0 for a guest to run in", scenario);
        }
    }

    [Fact]
    public void A_guest_that_was_not_loaded_fails_the_scenario()
    {
        using var run = MonitorRun.StartWithGuests(2).Load("other.elf", GuestFile.Create()).Play("hello");
        run.Report.Steps.ShouldContain(step => !step.Passed && step.Text == "guest hello: no such guest among the files that were loaded (guests/NAME.elf or .bin)");
    }

    private static void Script(MonitorRun run, string scenario, uint vp, uint vps)
    {
        switch (scenario)
        {
            case "counter":
                new GuestScript(run, vp).End();
                break;

            case "convert":
                var counting = new GuestScript(run, vp);
                run.Machine.Hypervisor!.Guest(vp).Code = _ =>
                {
                    Add(run, ((int)vp * TinyPage) + TinyGuest.Counter, 1);
                    return GuestExit.Intercept(counting.Cpuid(0));
                };
                break;

            case "hello":
                var text = string.Create(CultureInfo.InvariantCulture, $"hello from VP {vp}, one of {vps}, under SidecarGuest\n");
                var script = new GuestScript(run, vp);
                script.Then(_ => script.Cpuid(0x4000_0000)).Then(_ => script.Port(0x3fd, 1, HvInterceptAccessType.READ, 0)).Print(text).End();
                break;

            case "compute":
                run.Machine.Hypervisor!.Guest(vp).Code = _ =>
                {
                    Add(run, (int)GuestLayout.Shared + (64 * (int)vp), 5000);
                    return GuestExit.UntilInterrupt;
                };
                break;

            default:
                run.Machine.Hypervisor!.Guest(vp).Code = _ => GuestExit.Intercept(GuestScript.Message(HvMessageType.HvMessageTypeUnrecoverableException));
                break;
        }
    }

    private static unsafe void Add(MonitorRun run, int offset, uint number)
    {
        var count = new Span<byte>((byte*)run.GuestMemory.Start + offset, sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(count, BinaryPrimitives.ReadUInt32LittleEndian(count) + number);
    }
}
