using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Bench;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>
/// Figures, for <c>./sidecar bench</c>. With a sidecar: what commands and a CPU's change of hands cost here. Without one: how long Linux takes to bring up the same CPUs, one by one if it was told to leave
/// them offline (maxcpus=1), or at its boot.
/// </summary>
internal static class BenchScenario
{
    /// <summary>Plays it.</summary>
    public static void Play(Stage stage) => PlayAsync(stage.Report, stage.Linux).GetAwaiter().GetResult();

    private static async Task PlayAsync(Reporter report, LinuxHost linux)
    {
        if (linux.SidecarNodes > 0)
        {
            await PlaySidecarAsync(report, linux);
            return;
        }

        var offline = linux.PresentCpus.Except(linux.OnlineCpus).ToArray();
        if (offline.Length == 0)
        {
            await Steps.PlayAsync(report, "boot", () => Task.FromResult(OnlineBench.AtBoot(report, linux)));
            return;
        }

        if (await Steps.PlayAsync(report, "online", () => Task.FromResult(OnlineBench.OneByOne(report, linux, offline))))
        {
            await Steps.PlayAsync(report, "online-again", () => Task.FromResult(OnlineBench.Again(report, linux, offline)));
        }
    }

    private static async Task PlaySidecarAsync(Reporter report, LinuxHost linux)
    {
        // First, and by a file of its own: the library would have claimed the VP.
        await Steps.PlayAsync(report, "ioctl-run-none", () => Task.FromResult(IoctlBench.Run(report)));
        await Steps.PlayAsync(report, "test-async-inline", async () =>
        {
            await using var inline = SidecarClient.Open(new() { InlineContinuations = true });
            return await SidecarBench.TestAsync(report, "test-async-inline", inline.Vps[0]);
        });
        SidecarClient? client = null;
        if (!await Steps.PlayAsync(report, "open", () => Task.FromResult(Open(out client))) || client is null)
        {
            return;
        }

        await using (client)
        {
            var vp = client.Vps[0];
            await Steps.PlayAsync(report, "test-async", () => SidecarBench.TestAsync(report, "test-async", vp));
            await Steps.PlayAsync(report, "call-sum", () => SidecarBench.CallSumAsync(report, vp));
            if (linux.HasVtl0)
            {
                await Steps.PlayAsync(report, "run-async", () => SidecarBench.RunAsync(report, vp, linux));
            }

            await Steps.PlayAsync(report, "convert-and-give-back", () => SidecarBench.MoveAsync(report, client.Vps[^1]));
        }
    }

    private static string Open(out SidecarClient? client)
    {
        client = SidecarClient.Open();
        var idle = client.Vps.Count(vp => vp.GetCpuState() == CpuState.Idle);
        Steps.Expect(idle > 0 && idle == client.Vps.Count, $"{idle} of {client.Vps.Count} VPs are idle");
        return $"{client.Nodes.Count} nodes, {idle} VPs";
    }
}
