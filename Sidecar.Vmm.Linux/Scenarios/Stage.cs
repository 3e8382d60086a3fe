using System;
using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Host;
using Sidecar.Vmm.Linux.Report;

namespace Sidecar.Vmm.Linux.Scenarios;

/// <summary>What a scenario has to play with.</summary>
/// <param name="Report">Where its steps are told.</param>
/// <param name="Linux">The host kernel.</param>
/// <param name="Arguments">What the command line said beside the scenario's name.</param>
internal sealed record Stage(Reporter Report, LinuxHost Linux, VmmArguments Arguments)
{
    /// <summary>The CPUs of an emulated machine take turns, and Linux may have to wait for several before it hears of a VP that has stopped.</summary>
    private static readonly SidecarOptions s_patient = new() { StopTimeout = TimeSpan.FromSeconds(30) };

    /// <summary>What becomes of a VP when its guest needs the VMM.</summary>
    public ConversionPolicy Policy { get; init; } = Arguments.Policy;

    /// <summary>Plays a step.</summary>
    /// <param name="name">Its name, in kebab case.</param>
    /// <param name="play">What it does; the text says what was seen.</param>
    public Task<bool> StepAsync(string name, Func<Task<string>> play) => Steps.PlayAsync(Report, name, play);

    /// <summary>Opens the sidecar, which is a step, and plays what follows with the VPs that are idle.</summary>
    /// <param name="play">What follows.</param>
    public async Task WithSidecarAsync(Func<SidecarClient, SidecarVp[], Task> play)
    {
        SidecarClient? client = null;
        if (!await StepAsync("nodes", () => Task.FromResult(Open(out client))) || client is null)
        {
            return;
        }

        await using (client)
        {
            await play(client, [.. client.Vps.Where(vp => vp.GetCpuState() == CpuState.Idle)]);
        }
    }

    private static string Open(out SidecarClient? client)
    {
        client = SidecarClient.Open(s_patient);
        var idle = client.Vps.Count(vp => vp.GetCpuState() == CpuState.Idle);
        Steps.Expect(idle > 0, $"none of {client.Vps.Count} VPs is idle");
        return $"{client.Nodes.Count} nodes, {idle} of {client.Vps.Count} VPs are idle";
    }
}
