using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>Addresses of a guest that has page tables.</summary>
internal static class TranslationSteps
{
    /// <summary>Behind all that the guest's tables map below its window.</summary>
    private const ulong NothingThere = 0x40_0000_0000;

    /// <summary>Plays them.</summary>
    public static Task PlayAsync(ClientStage suite) => suite.GuestStepAsync("translations", async vtl0 =>
    {
        var run = new GuestRun(vtl0, ConversionPolicy.StayRemote);
        run.Prepare("compute", 0, suite.Vps);
        using var stop = new CancellationTokenSource();
        var running = run.RunAsync(stop.Token);
        foreach (var vp in run.Vps)
        {
            await Until.HoldsAsync(() => ComputeCount.Of(vp) > 0, $"{vp.Text}: it does not count");
        }

        await stop.CancelAsync();
        await running;
        Steps.Expect(run.Vps.All(vp => vp.State.Phase == GuestPhase.Stopped), $"a guest without end has ended");
        await Task.WhenAll(suite.Vps.Select(vp => LookAsync(vp, vtl0.Memory.Block.Start))).WaitAsync(Until.Patience);
        return $"present, absent and forbidden addresses of a guest on {suite.Vps.Length} VPs";
    });

    private static async Task LookAsync(SidecarVp vp, ulong block)
    {
        var read = new TranslateGvaControlFlagsX64 { ValidateRead = true };
        const ulong Address = GuestLayout.Shared + 0x5123;
        var present = await vp.TranslateAsync(Address, read with { SupervisorAccess = true });
        Steps.Expect(present.IsSuccess && present.PhysicalAddress == block + Address, $"{vp}: 0x{Address:x} leads to 0x{present.PhysicalAddress:x} ({present.Code})");
        var absent = await vp.TranslateAsync(NothingThere, read with { SupervisorAccess = true });
        Steps.Expect(absent.Code == TranslateGvaResultCode.PAGE_NOT_PRESENT, $"{vp}: 0x{NothingThere:x} leads to 0x{absent.PhysicalAddress:x} ({absent.Code})");
        // All that the guest maps is the supervisor's.
        var forbidden = await vp.TranslateAsync(Address, read with { UserAccess = true });
        Steps.Expect(forbidden.Code == TranslateGvaResultCode.PRIVILEGE_VIOLATION, $"{vp}: 0x{Address:x} for a user leads to 0x{forbidden.PhysicalAddress:x} ({forbidden.Code})");
        var exempt = await vp.TranslateAsync(Address, read with { UserAccess = true, PrivilegeExempt = true });
        Steps.Expect(exempt.IsSuccess, $"{vp}: 0x{Address:x} without a check of privileges is {exempt.Code}");
    }
}
