using System;
using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Tlfs;
using Sidecar.Samples;
using Sidecar.Simulation.Hypervisor;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>A VP has one command at a time, and one owner.</summary>
public sealed class BusyVpTests
{
    [Fact]
    public async Task A_call_while_another_is_under_way_is_refused_at_once_and_harms_nothing()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var vp = sidecar.Client[1];
        var run = vp.RunAsync();
        foreach (var call in new Func<ValueTask>[]
        {
            async () => await vp.RunAsync(), () => vp.TestAsync(), async () => await vp.TranslateAsync(0), async () => await vp.GetRegisterAsync(HvRegisterName.Rip),
            () => vp.SetRegistersAsync(new HvRegisterAssoc[1]), () => vp.GetRegistersAsync(new HvRegisterName[1], new HvRegisterValue[1]), async () => await vp.CallSumAsync(default),
            async () => await vp.CallKvCountAsync(), () => vp.ExecuteAsync(0x1000, default, default), () => vp.SendAsync(0x1000), () => vp.SendAsync(0x1000, 0),
        })
        {
            var error = await Failures.Of(call, SidecarErrorKind.Busy);
            error.Message.ShouldBe("VP 1 is busy with RUN_VP: a VP has one command at a time; wait for it, or stop it");
        }

        Should.Throw<SidecarException>(() => vp.OpenChannel()).Kind.ShouldBe(SidecarErrorKind.Busy);
        run.IsCompleted.ShouldBeFalse();
        vp.Stop().ShouldBeTrue();
        (await run.WithinAsync()).IsStopped.ShouldBeTrue();
        await vp.ShouldServeAsync();
    }

    [Fact]
    public async Task Another_program_keeps_it_from_its_first_command_until_it_lets_go()
    {
        await using var sidecar = SimulatedSidecar.Boot(2);
        var other = sidecar.OpenClient();
        var run = other[1].RunAsync();
        var error = await Failures.Of(() => sidecar.Client[1].TestAsync(), SidecarErrorKind.Busy);
        error.Message.ShouldBe("VP 1: NONE: another program has it (EBUSY (Device or resource busy))");
        error.Errno.ShouldBe(Errno.EBUSY);
        sidecar.Client[1].Stop().ShouldBeFalse();
        await sidecar.Client[2].ShouldServeAsync();
        Should.Throw<SidecarException>(() => other[1].Release()).Message.ShouldBe("VP 1 is busy with RUN_VP: a VP has one command at a time; wait for it, or stop it");
        other[1].Stop().ShouldBeTrue();
        (await run.WithinAsync()).IsStopped.ShouldBeTrue();
        await Failures.Of(() => sidecar.Client[1].TestAsync(), SidecarErrorKind.Busy);
        other[1].Release().ShouldBeTrue();
        other[1].Release().ShouldBeFalse();
        await sidecar.Client[1].ShouldServeAsync();
    }

    [Fact]
    public async Task What_is_refused_to_another_program_does_not_touch_the_page_of_a_command_under_way()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var other = sidecar.OpenClient();
        sidecar.Guest(1).Code = _ => GuestExit.Intercept(Intercepts.Halt());
        for (var round = 0; round < 200; round++)
        {
            var run = sidecar.Client[1].RunAsync();
            await Failures.Of(() => other[1].CallSumAsync(Serving.Addition(1, 2)), SidecarErrorKind.Busy);
            (await run.WithinAsync()).IsIntercepted.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_claim_can_be_had_before_the_first_command_and_ends_with_the_client()
    {
        await using var sidecar = SimulatedSidecar.Boot(2);
        var other = sidecar.OpenClient();
        var vp = sidecar.Client[1];
        vp.Claim().ShouldBeTrue();
        vp.Claim().ShouldBeTrue();
        Should.Throw<SidecarException>(() => other[1].Claim()).Message.ShouldBe("VP 1: claim: another program has it (EBUSY (Device or resource busy))");
        await vp.ShouldServeAsync();
        await sidecar.Client.DisposeAsync();
        await other[1].ShouldServeAsync();
        Should.Throw<ObjectDisposedException>(() => vp.Claim());
        Should.Throw<ObjectDisposedException>(() => vp.Release());
    }

    [Fact]
    public async Task OpenHCLs_driver_has_no_claims_and_all_else_works()
    {
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: true, isOpenHcl: true, null, 2);
        var vp = sidecar.Client[1];
        vp.Claim().ShouldBeFalse();
        vp.Release().ShouldBeFalse();
        await vp.ShouldServeAsync();
        sidecar.Client[2].Stop().ShouldBeFalse();
        var run = sidecar.Client[2].RunAsync();
        sidecar.Client[2].Stop().ShouldBeTrue();
        (await run.WithinAsync()).IsStopped.ShouldBeTrue();
    }
}
