using System;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Project;
using Xunit;

namespace Sidecar.Qemu.Tests.Console;

/// <summary>The monitor's console, from the keyboard to the VP and back.</summary>
public class ConsoleTests
{
    [Fact]
    public async Task A_person_can_do_everything()
    {
        await using var console = await ConsoleSession.StartAsync("--cpus", "6", "--nodes", "1", "--no-hypervisor");

        var help = await console.TypeAsync("help");
        foreach (var command in new[] { "ls", "call", "run", "stop", "get", "set", "remove", "trace", "stats", "quit" })
        {
            help.ShouldContain(command);
        }

        var list = await console.TypeAsync("ls");
        list.Split('\n').Length.ShouldBe(7);
        list.ShouldContain("Host");
        list.ShouldContain("Halted");

        (await console.TypeAsync("call 3 sum 1 2 3")).ShouldBe("vp 3: sum: Total = 6");
        (await console.TypeAsync("call 3 kv-put 17 18")).ShouldStartWith("vp 3: kv-put: ");
        (await console.TypeAsync("call 3 kv-get 17")).ShouldContain("18");

        // A command in the background keeps its VP busy and no other.
        (await console.TypeAsync("call 2 primes 2 1000000000000 &")).ShouldBe("vp 2: primes goes on in the background; stop 2 stops it");
        (await console.TypeAsync("ls")).ShouldContain("Running");
        (await console.TypeAsync("call 1 sum 5")).ShouldBe("vp 1: sum: Total = 5");
        (await console.TypeAsync("stop 2")).ShouldContain("vp 2: primes: ");
        (await console.TypeAsync("ls")).ShouldNotContain("Running");

        (await console.TypeAsync("run 4")).ShouldContain("no hypervisor");
        (await console.TypeAsync("get 4 rip")).ShouldContain("no hypervisor");

        (await console.TypeAsync("remove 5")).ShouldContain("vp 5: ");
        (await console.TypeAsync("call 5 sum 1")).ShouldBe("\"5\" has left the sidecar");
        (await console.TypeAsync("trace 3")).ShouldContain("vp 3: Running -> Halted (CommandCompleted, sum)");
        (await console.TypeAsync("trace 5")).ShouldEndWith("vp 5: Converting -> Removed (ConversionCompleted)");
        (await console.TypeAsync("stats")).ShouldContain("commands");

        (await console.QuitAsync()).ShouldBe(ExitCode.Passed, console.Unread);
    }

    [Fact]
    public async Task Wrong_input_is_answered_with_one_line_and_harms_nothing()
    {
        await using var console = await ConsoleSession.StartAsync("--cpus", "4", "--nodes", "1");
        foreach (var (typed, part) in new[]
        {
            ("frobnicate", "\"frobnicate\" is no command; help lists them"),
            ("call 9 sum 1", "\"9\" is not the number of a VP; ls lists them"),
            ("call x sum 1", "\"x\" is not the number of a VP; ls lists them"),
            ("call 0 sum 1", "\"0\" is the host kernel's CPU, not the sidecar's"),
            ("call 1 smu 1", "\"smu\" is no handler; call alone lists them"),
            ("call 1 sum many", "sum: "),
            ("call 1", "the handler's name is missing; call alone lists them"),
            ("remove", "the VP's number is missing; ls lists them"),
            ("remove 1 later", "\"later\" is neither nothing (stop its command first) nor now (out of turn)"),
            ("trace 77", "\"77\" is not the number of a VP that keeps a trace; ls lists VPs"),
            ("call 1 echo \"open", "quote"),
        })
        {
            var answer = await console.TypeAsync(typed);
            answer.ShouldContain(part);
            answer.Split('\n').Length.ShouldBe(1, typed);
        }

        (await console.TypeAsync("")).ShouldBe("");
        (await console.TypeAsync(new string('x', 4000))).ShouldContain("is no command");
        (await console.TypeAsync("call 1 sum 2 2")).ShouldBe("vp 1: sum: Total = 4");
        (await console.QuitAsync()).ShouldBe(ExitCode.Passed, console.Unread);
    }

    [Fact]
    public async Task A_faulting_handler_and_Ctrl_C_leave_the_console_usable()
    {
        await using var console = await ConsoleSession.StartAsync("--cpus", "4", "--nodes", "1");
        (await console.TypeAsync("call 1 fault 0 6")).ShouldContain("vector 6");
        (await console.TypeAsync("call 1 sum 1 2")).ShouldBe("vp 1: sum: Total = 3");

        await console.SendAsync("call 2 primes 2 1000000000000\r");
        await console.ReadToAsync("\r\n");
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        await console.SendAsync("\u0003");
        (await console.ReadToPromptAsync()).ShouldContain("vp 2: primes goes on in the background; stop 2 stops it");
        (await console.TypeAsync("stop 2")).ShouldContain("vp 2: primes: ");
        (await console.TypeAsync("call 2 sum 7 8")).ShouldBe("vp 2: sum: Total = 15");
        (await console.QuitAsync()).ShouldBe(ExitCode.Passed, console.Unread);
    }
}
