using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Devices;
using Sidecar.Client.Tests.Scripted;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Tlfs;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>CPUs that leave the sidecar, and come back.</summary>
public sealed class RemovedVpTests
{
    [Fact]
    public async Task A_VP_that_Linux_took_says_so_and_serves_again_when_it_is_back()
    {
        await using var sidecar = SimulatedSidecar.Boot(2);
        var vp = sidecar.Client[1];
        for (var round = 0; round < 3; round++)
        {
            await vp.ShouldServeAsync();
            vp.Release().ShouldBeTrue();
            sidecar.Convert(1);
            var error = await Failures.Of(() => vp.RunAsync(), SidecarErrorKind.Removed);
            error.Errno.ShouldBe(Errno.ENOENT);
            Should.Throw<SidecarException>(() => vp.Claim()).Kind.ShouldBe(SidecarErrorKind.Removed);
            await sidecar.Client[2].ShouldServeAsync();
            sidecar.GiveBack(1);
        }

        await vp.ShouldServeAsync();
    }

    [Fact]
    public async Task A_run_during_which_a_driver_takes_the_CPU_ends_as_stopped()
    {
        await using var sidecar = SimulatedSidecar.Boot(1);
        var run = sidecar.Client[1].RunAsync();
        await Failures.Until(() => sidecar.Guest(1).Entries >= 1, "the guest to be entered");
        sidecar.Convert(1);
        (await run.WithinAsync()).IsStopped.ShouldBeTrue();
        await Failures.Of(() => sidecar.Client[1].RunAsync(), SidecarErrorKind.Removed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_during_which_the_kernel_fails_is_an_error_whatever_the_driver_says(bool driverMarksThePage)
    {
        await using var sidecar = SimulatedSidecar.Boot(2);
        sidecar.Node(0).MarksAbandoned = driverMarksThePage;
        var vp = sidecar.Client[1];
        // A machine check.
        sidecar.Guest(1).Code = _ => throw new SimulatedCpuException(18);
        var error = await Failures.Of(() => vp.RunAsync(), driverMarksThePage ? SidecarErrorKind.Command : SidecarErrorKind.Removed);
        error.Message.ShouldBe(driverMarksThePage
            ? "VP 1: RUN_VP: sidecar: VP 1 was lost while the command ran (its kernel failed)"
            : "VP 1: RUN_VP: its CPU left the sidecar before it answered (the kernel failed on it, or Linux took it)");
        await Failures.Of(() => vp.TestAsync(), SidecarErrorKind.Removed);
        await sidecar.Client[2].ShouldServeAsync();
    }

    [Fact]
    public async Task A_command_whose_results_nobody_wrote_is_not_taken_for_one_that_succeeded()
    {
        var device = new ScriptedDevice();
        device.OnStart = cpu =>
        {
            device.PageOf(cpu).HasError = 0;
            device.Complete(cpu);
            return Errno.None;
        };
        await using var client = SidecarClient.Open([device]);
        var vp = client[1];
        await Failures.Of(() => vp.RunAsync(), SidecarErrorKind.Removed);
        await Failures.Of(() => vp.TranslateAsync(0), SidecarErrorKind.Removed);
        await Failures.Of(() => vp.GetRegisterAsync(HvRegisterName.Rip), SidecarErrorKind.Removed);
        await Failures.Of(() => vp.SetRegistersAsync(new HvRegisterAssoc[1]), SidecarErrorKind.Removed);
        vp.Intercept.Kind.ShouldBe(HvMessageType.HvMessageTypeNone);
    }
}
