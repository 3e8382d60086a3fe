using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Cli.Linux.Kernel;
using Sidecar.Cli.Project;
using Sidecar.Qemu.Tests.Machine;
using Sidecar.Tests;
using Xunit;

namespace Sidecar.Qemu.Tests.EndToEnd;

/// <summary>Debian's Linux as the host kernel, the driver in it, and the VMM over the client: <c>./sidecar run --host linux</c>.</summary>
public partial class LinuxTests
{
    /// <summary>The lines of kernels that were fetched (<c>./sidecar test</c> fetches those that the distribution offers); at least its own.</summary>
    public static TheoryData<string> Kernels
    {
        get
        {
            var folder = Repository.Find().Linux;
            var series = (Directory.Exists(folder) ? Directory.GetDirectories(folder) : []).Select(path => KernelRelease.TryParse(Path.GetFileName(path), out var release) ? release.Series : null);
            return [.. series.OfType<string>().DefaultIfEmpty("auto").Distinct().Order(StringComparer.Ordinal)];
        }
    }

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
        // Linux is content with the machine: with packages that lie in two NUMA nodes it was not.
        output.ShouldNotContain("WARNING: ");
        output.ShouldContain("every VP's trace ends in the state that the VP shows");
    }

    /// <summary>Every guest, on CPUs of the sidecar's: the VMM handles all of their exits from Linux.</summary>
    [Fact]
    public async Task Guests_run_on_the_sidecar_and_are_handled_on_Linux() => ShouldHaveRunGuests(await RunAsync("guests"));

    /// <summary>Every guest again; at its first exit each VP becomes Linux's, runs on there, and goes back.</summary>
    [Fact]
    public async Task Guests_go_on_on_Linuxs_CPUs()
    {
        var output = await RunAsync("guests", "--policy", "convert");
        ShouldHaveRunGuests(output);
        WentToLinux().Count(output).ShouldBe(7, output);
    }

    /// <summary>
    /// Handlers work without a hypervisor, and so do conversions. Without guests, whose stops come when they come, every transition is the same every time, and so over time: a CPU is missing while Linux has it.
    /// </summary>
    [Fact]
    public async Task Without_a_hypervisor_too()
    {
        var (trace, timeline) = (Path.Combine(Images.Folder, "linux.txt"), Path.Combine(Images.Folder, "linux.json"));
        var output = await RunAsync("tour", "--no-hypervisor", "--trace", trace, "--timeline", timeline);
        output.ShouldContain("/proc/cpuinfo shows it");
        output.ShouldContain("every VP's trace ends in the state that the VP shows");
        Snapshot.Matches(await File.ReadAllTextAsync(trace), "linux-tour.8x2", Path.Combine(Images.Repository.Root, "tests", "scenarios", "Traces.cs"));

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(timeline));
        json.RootElement.GetProperty("otherData").GetProperty("clock").GetString().ShouldBe("time stamp counter");
        var gone = json.RootElement.GetProperty("traceEvents").EnumerateArray().Where(item => item.GetProperty("name").GetString() == "Removed").ToList();
        gone.Select(item => item.GetProperty("tid").GetInt32()).ShouldBe([7]);
        gone[0].GetProperty("dur").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task From_a_CD_image_too() => (await RunAsync("tour", "--boot", "iso")).ShouldContain("/proc/cpuinfo shows it");

    /// <summary>The second node's memory lies beyond what 32 bits reach, and with it what ACPI says of it.</summary>
    [Fact]
    public async Task With_memory_above_4_GiB_too() => (await RunAsync("tour", "--memory", "6G")).ShouldContain("2 nodes, 6 of 6 VPs are idle");

    /// <summary>The driver's self-test: what it checks is in driver/selftest, a test a line; here that all of it was run and nothing failed.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public async Task The_drivers_self_test_passes(string kernel)
    {
        var output = await RunAsync("driver", "--timeout", "600", "--kernel", kernel);
        var count = MadeTests().Match(output);
        count.Success.ShouldBeTrue(output);
        count.Groups["made"].Value.ShouldBe(count.Groups["planned"].Value);
        int.Parse(count.Groups["made"].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(61);
        output.ShouldContain("a guest runs on the sidecar, on Linux, on the sidecar");
    }

    /// <summary>What <c>./sidecar bench</c> wants to know of a machine with a sidecar; how long it took is nobody's business here.</summary>
    [Fact]
    public async Task The_bench_takes_every_figure()
    {
        var output = await RunAsync("bench");
        foreach (var figure in new[] { "ioctl-run-none", "test-async", "test-async-inline", "call-sum", "run-async", "convert-first", "convert", "give-back" })
        {
            output.ShouldContain($"│ {figure} ");
        }
    }

    /// <summary>A request from outside the machine is answered by a handler on a CPU of the sidecar, and the status page shows what its CPUs do; to end it, as Ctrl-C does, is no failure.</summary>
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
            await PageFollowsAsync(http);
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

    private static void ShouldHaveRunGuests(string output)
    {
        foreach (var step in new[] { "hello", "counter", "exits", "modes", "stop", "escape", "state", "triple-fault" })
        {
            output.ShouldContain($"pass  guest-{step}: ");
        }

        output.ShouldNotContain("left out");
    }

    /// <summary>The page is there, and its events show a VP that runs a call, goes to Linux in the middle of it, and comes back.</summary>
    private static async Task PageFollowsAsync(HttpClient http)
    {
        (await http.GetStringAsync(new Uri("", UriKind.Relative))).ShouldContain("new EventSource('/events')");
        using var events = await EventReader.OpenAsync(http);
        await events.UntilAsync(6, "idle");
        using var body = new StringContent("""{"From":0,"To":1099511627776}""");
        var call = http.PostAsync(new Uri("handlers/primes?vp=6", UriKind.Relative), body);
        await events.UntilAsync(6, "running");
        (await http.PostAsync(new Uri("vps/6/convert", UriKind.Relative), null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var taken = await call;
        taken.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await taken.Content.ReadAsStringAsync()).ShouldContain("urn:sidecar:problem:vp-taken");
        await events.UntilAsync(6, "linux");
        (await http.PostAsync(new Uri("vps/6/give-back", UriKind.Relative), null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await events.UntilAsync(6, "idle");
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

    private static Task<string> RunAsync(string scenario, params string[] more) => LinuxRun.PassesAsync(scenario, more);

    [GeneratedRegex("pass  guest-.*, 6 of which went to Linux for it and came back", RegexOptions.CultureInvariant)]
    private static partial Regex WentToLinux();

    [GeneratedRegex("(?<made>[0-9]+) of (?<planned>[0-9]+) tests were made", RegexOptions.CultureInvariant)]
    private static partial Regex MadeTests();
}
