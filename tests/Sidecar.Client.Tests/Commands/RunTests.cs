using System.Threading.Tasks;
using Shouldly;
using Sidecar.Client.Tests.Simulated;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Simulation.Hypervisor;
using Xunit;

namespace Sidecar.Client.Tests.Commands;

/// <summary>RUN_VP: the guest runs until it is intercepted.</summary>
public sealed class RunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_intercept_ends_the_run_and_says_why(bool isOpenHcl)
    {
        await using var sidecar = SimulatedSidecar.Boot(hypervisor: true, isOpenHcl, null, 2);
        sidecar.Guest(1).Code = guest => GuestExit.Intercept(Intercepts.Halt(++guest[CpuContextX64.R8]));
        var vp = sidecar.Client[1];
        vp.Intercept.Kind.ShouldBe(HvMessageType.HvMessageTypeNone);
        for (var run = 1ul; run <= 20; run++)
        {
            (await vp.RunAsync()).IsIntercepted.ShouldBeTrue();
            vp.Intercept.Kind.ShouldBe(HvMessageType.HvMessageTypeX64Halt);
            vp.Intercept.Header.Rip.ShouldBe(run);
            vp.CpuContext.Gps[CpuContextX64.R8].ShouldBe(run);
        }
    }
}
