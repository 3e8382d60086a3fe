using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Commands;
using Sidecar.Cli.Project;
using Sidecar.Qemu.Tests.Machine;
using Xunit;

namespace Sidecar.Qemu.Tests.EndToEnd;

/// <summary>Debian's Linux as the host kernel, the driver in it, and the VMM over the client: <c>./sidecar run --host linux</c>.</summary>
public partial class LinuxTests
{
    /// <summary>Nodes found, commands and handlers on every VP at once, stops, a CPU that Linux has for a while.</summary>
    [Fact]
    public async Task Linux_drives_the_sidecar_and_has_a_CPU_of_it_for_a_while()
    {
        var output = await RunAsync("tour");
        output.ShouldContain("Linux 6.");
        output.ShouldContain("has 1 of 8 CPUs");
        output.ShouldContain("2 nodes, 6 of 6 VPs are idle");
        output.ShouldContain("/proc/cpuinfo shows it");
        output.ShouldContain("is the sidecar's again");
    }

    /// <summary>Handlers work without a hypervisor, and so do conversions.</summary>
    [Fact]
    public async Task Without_a_hypervisor_too() => (await RunAsync("tour", "--no-hypervisor")).ShouldContain("/proc/cpuinfo shows it");

    [Fact]
    public async Task From_a_CD_image_too() => (await RunAsync("tour", "--boot", "iso")).ShouldContain("/proc/cpuinfo shows it");

    /// <summary>The driver's self-test: what it checks is in driver/selftest, a test a line; here that all of it was run and nothing failed.</summary>
    [Fact]
    public async Task The_drivers_self_test_passes()
    {
        var output = await RunAsync("driver", "--timeout", "600");
        var count = MadeTests().Match(output);
        count.Success.ShouldBeTrue(output);
        count.Groups["made"].Value.ShouldBe(count.Groups["planned"].Value);
        int.Parse(count.Groups["made"].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(59);
        output.ShouldContain("a guest runs on the sidecar, on Linux, on the sidecar");
    }

    /// <summary>What <c>./sidecar bench</c> wants to know of a machine with a sidecar; how long it took is nobody's business here.</summary>
    [Fact]
    public async Task The_bench_takes_every_figure()
    {
        var output = await RunAsync("bench");
        foreach (var figure in new[] { "loops-per-jiffy", "ioctl-run-none", "test-async", "test-async-inline", "call-sum", "run-async", "convert-first", "convert", "give-back" })
        {
            output.ShouldContain($"│ {figure} ");
        }
    }

    /// <summary>A request from outside the machine is answered by a handler on a CPU of the sidecar; to end it, as Ctrl-C does, is no failure.</summary>
    [Fact]
    public async Task Serve_answers_requests_from_outside_the_machine()
    {
        using var slot = await QemuBoots.EnterAsync();
        var port = FreePort();
        string[] words = [Path.Combine(Repository.Find().Artifacts, "cli", "sidecar.dll"), "serve", "--no-build", "--accel", "tcg", "--port", $"{port}", "--timeout", "200"];
        using var serve = Process.Start(new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = serve.StandardOutput.ReadToEndAsync();
        var error = serve.StandardError.ReadToEndAsync();
        try
        {
            using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(20) };
            await ReadyAsync(http, serve);
            using var body = new StringContent("""{"Values":[1,2,39]}""");
            var answer = await http.PostAsync(new Uri("handlers/sum?vp=5", UriKind.Relative), body);
            (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"Total":42}""");
            answer.Headers.GetValues("Sidecar-Vp").ShouldBe(["5"]);
        }
        finally
        {
            if (!serve.HasExited)
            {
                // Not SIGINT: what a shell starts in the background ignores that, and so does all that is started from there.
                using var end = Process.Start("kill", ["-TERM", $"{serve.Id}"]);
                await serve.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            }
        }

        (await error).ShouldBeEmpty();
        (await output).ShouldContain("stopped");
        serve.ExitCode.ShouldBe(ExitCode.Passed);
    }

    private static async Task ReadyAsync(HttpClient http, Process serve)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(150))
        {
            serve.HasExited.ShouldBeFalse("serve has ended");
            try
            {
                if ((await http.GetAsync(new Uri("healthz", UriKind.Relative))).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                // QEMU takes connections before anybody listens behind it, and drops them.
            }

            await Task.Delay(500);
        }

        throw new TimeoutException("the gateway did not come up in 150 s");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> RunAsync(string scenario, params string[] more)
    {
        using var slot = await QemuBoots.EnterAsync();
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await SidecarCommandLine.RunAsync(["run", "--no-build", "--host", "linux", "--accel", "tcg", "--scenario", scenario, .. more], output, error);
        exitCode.ShouldBe(ExitCode.Passed, $"{output}\n{error}");
        return output.ToString();
    }

    [GeneratedRegex("(?<made>[0-9]+) of (?<planned>[0-9]+) tests were made", RegexOptions.CultureInvariant)]
    private static partial Regex MadeTests();
}
