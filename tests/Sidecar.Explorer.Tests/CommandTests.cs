using Sidecar.Protocol.Explorer.Machine;
using Sidecar.Protocol.Pages;
using Xunit;
using Xunit.Abstractions;

namespace Sidecar.Explorer.Tests;

/// <summary>Commands without stop or removal: every one is taken once and answered once, and nobody sleeps through it.</summary>
public class CommandTests(ITestOutputHelper output) : ExplorerTest(output)
{
    [Fact]
    public void A_host_that_waits()
    {
        var world = new NodeWorld(1).AddHost<NoBug, NoBug>("host", client => RunCommands(new(client), 2)).AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE));
    }

    [Fact]
    public void A_host_that_polls()
    {
        var world = new NodeWorld(1) { HostPolls = true }.AddHost<NoBug, NoBug>("host", client => RunCommands(new(client), 2)).AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE));
    }

    [Fact]
    public void A_vp_that_waits_with_mwait()
    {
        var world = new NodeWorld(1) { UseMwait = true }.AddHost<NoBug, NoBug>("host", client => RunCommands(new(client), 2)).AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE));
    }

    [Fact]
    public void A_host_with_an_event_loop()
    {
        var world = new NodeWorld(1).AddHost<NoBug, NoBug>("host", client =>
        {
            var driver = new VpDriver<NoBug, NoBug>(client);
            driver.Claim();
            for (var i = 0; i < 3; i++)
            {
                driver.MustStart(ExplorerCommands.AddOne);
                driver.WaitByEvents();
            }
        }).AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE));
    }

    [Fact]
    public void Two_vps_at_once_with_one_host()
    {
        var world = new NodeWorld(2).AddHost<NoBug, NoBug>("host", client =>
        {
            var first = new VpDriver<NoBug, NoBug>(client, 0);
            var second = new VpDriver<NoBug, NoBug>(client, 1);
            first.Claim();
            second.Claim();
            first.MustStart(ExplorerCommands.AddOne);
            second.MustStart(ExplorerCommands.AddOne);
            first.WaitByEvents();
            second.WaitByEvents();
        }).AddVp<NoBug>().AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE, CpuStatus.IDLE));
    }

    /// <summary>As a driver does it: one thread serves the interrupt, another sleeps until it is told.</summary>
    [Fact]
    public void A_thread_that_serves_attention_and_one_that_waits_for_it()
    {
        var world = new NodeWorld(1)
            .AddHost<NoBug, NoBug>("server", client => new VpDriver<NoBug, NoBug>(client).ServeUntilReleased())
            .AddHost<NoBug, NoBug>("runner", client =>
            {
                var driver = new VpDriver<NoBug, NoBug>(client);
                driver.Claim();
                driver.MustStart(ExplorerCommands.AddOne);
                driver.WaitByEvents(servesAttention: false);
                driver.Release();
                driver.Wake();
            })
            .AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE));
    }

    /// <summary>The response vector is set while a VP already answers: it interrupts the right CPU or none.</summary>
    [Fact]
    public void The_response_interrupt_is_set_up_while_a_vp_answers()
    {
        var world = new NodeWorld(1) { ResponseIsSet = false, HostPolls = true }
            .AddHost<NoBug, NoBug>("host", client => RunCommands(new(client), 1))
            .AddHost<NoBug, NoBug>("setup", client => client.SetResponse(NodeWorld.ResponseApicId, NodeWorld.ResponseVector), sleeps: false)
            .AddVp<NoBug>();
        MustHold(world, AllTaken(CpuStatus.IDLE));
    }

    private static void RunCommands(VpDriver<NoBug, NoBug> driver, int count)
    {
        driver.Claim();
        for (var i = 0; i < count; i++)
        {
            driver.MustStart(ExplorerCommands.AddOne);
            driver.MustComplete();
        }

        driver.Release();
    }
}
