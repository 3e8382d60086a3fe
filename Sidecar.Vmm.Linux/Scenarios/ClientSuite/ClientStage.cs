using System;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Vmm.Linux.Guests;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>What a step of the client's suite has to play with.</summary>
/// <param name="Stage">Where steps are told.</param>
/// <param name="Client">The client.</param>
/// <param name="Vps">Its VPs; each is idle between two steps.</param>
/// <param name="Vtl0">VTL0; null when there is none.</param>
internal sealed record ClientStage(Stage Stage, SidecarClient Client, SidecarVp[] Vps, Vtl0? Vtl0)
{
    /// <summary>Plays a step.</summary>
    public Task StepAsync(string name, Func<Task<string>> play) => Stage.StepAsync(name, play);

    /// <summary>Plays a step that needs a VTL0, or says that there is none.</summary>
    public Task GuestStepAsync(string name, Func<Vtl0, Task<string>> play) => Stage.StepAsync(name, () => Vtl0 is null ? Task.FromResult(NoVtl0.Text) : play(Vtl0));
}
