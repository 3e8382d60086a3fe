using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Pages;
using Sidecar.Simulation.Hypervisor;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Client.Tests.Commands;

/// <summary>Many runs: on many VPs, in flight at once, one after the other.</summary>
public sealed class ManyRunsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Thousands_of_runs_over_many_VPs_are_each_intercepted_once()
    {
        const int Runs = 1000;
        await using var sidecar = SimulatedSidecar.Boot(4, 4, 4, 4);
        foreach (var vp in sidecar.Client.Vps)
        {
            sidecar.Guest(vp.Index).Code = guest => GuestExit.Intercept(Intercepts.Halt(++guest[CpuContextX64.RBX]));
        }

        var watch = Stopwatch.StartNew();
        await Task.WhenAll(sidecar.Client.Vps.Select(vp => Task.Run(async () =>
        {
            for (var run = 1ul; run <= Runs; run++)
            {
                (await vp.RunAsync()).IsIntercepted.ShouldBeTrue();
                vp.Intercept.Header.Rip.ShouldBe(run);
            }
        }))).WaitAsync(TimeSpan.FromMinutes(2));
        output.WriteLine($"{Runs * sidecar.Client.Vps.Count / watch.Elapsed.TotalSeconds:0} runs a second on {sidecar.Client.Vps.Count} VPs");
        // The interrupt of a start may still pend when the guest is entered, which ends that entry.
        sidecar.Client.Vps.ShouldAllBe(vp => sidecar.Guest(vp.Index).Entries - sidecar.Guest(vp.Index).EntriesCutShort == Runs);
        sidecar.Client.Nodes.ShouldAllBe(node => node.UnexpectedCompletions == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_follows_an_await_runs_where_the_options_say(bool isInline)
    {
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: true, isOpenHcl: false, new SidecarOptions { InlineContinuations = isInline }, 2);
        var vps = sidecar.Client.Vps;
        foreach (var vp in vps)
        {
            sidecar.Guest(vp.Index).Code = _ => GuestExit.Intercept(Intercepts.Halt());
        }

        var onLoop = 0;
        await Task.WhenAll(vps.Select(vp => Task.Run(async () =>
        {
            for (var run = 0; run < 200; run++)
            {
                (await vp.RunAsync()).IsIntercepted.ShouldBeTrue();
                if (Thread.CurrentThread.Name == "Sidecar completions")
                {
                    Interlocked.Increment(ref onLoop);
                }
            }
        }))).WaitAsync(TimeSpan.FromSeconds(20));
        // A run that is over before it is awaited goes on where it is.
        (onLoop > 0).ShouldBe(isInline);
        await sidecar.Client.DisposeAsync();
    }

    [Fact]
    public async Task Thousands_of_runs_are_in_flight_at_once_without_a_thread_for_each()
    {
        const uint VpsANode = 1023;
        var devices = Enumerable.Range(0, 4).Select(node => new ScriptedDevice(VpsANode, (uint)node * (VpsANode + 1)) { Records = false }).ToArray();
        await using var client = SidecarClient.Open(devices);
        client.Vps.Count.ShouldBe(4 * (int)VpsANode);
        var threads = Process.GetCurrentProcess().Threads.Count;
        for (var round = 0; round < 3; round++)
        {
            var runs = client.Vps.Select(vp => vp.RunAsync().AsTask()).ToArray();
            runs.ShouldAllBe(run => !run.IsCompleted);
            (Process.GetCurrentProcess().Threads.Count - threads).ShouldBeLessThan(50);
            // All at once: more than one read takes.
            foreach (var device in devices)
            {
                foreach (var vp in client.Vps.Where(vp => vp.Node.Link.Device == device))
                {
                    Answers.Intercept(device)(vp.Index).ShouldBe(Errno.None);
                }
            }

            (await Task.WhenAll(runs).WaitAsync(TimeSpan.FromSeconds(20))).ShouldAllBe(result => result.IsIntercepted);
        }
    }
}
