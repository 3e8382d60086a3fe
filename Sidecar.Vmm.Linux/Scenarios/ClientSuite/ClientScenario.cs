using System.Threading.Tasks;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>What a user of the client library relies on, against the real driver. Without a hypervisor the steps that need VTL0 say that they are left out.</summary>
internal static class ClientScenario
{
    /// <summary>Plays it.</summary>
    public static void Play(Stage stage) => stage.WithSidecarAsync(async (client, vps) =>
    {
        using var vtl0 = stage.Linux.HasVtl0 ? new Vtl0(stage.Linux) : null;
        var suite = new ClientStage(stage, client, vps, vtl0);
        await HandlerSteps.PlayAsync(suite);
        await RefusalSteps.PlayAsync(suite);
        await RegisterSteps.PlayAsync(suite);
        await TranslationSteps.PlayAsync(suite);
        await BusySteps.PlayAsync(suite);
        await StopSteps.PlayAsync(suite);
        await ManyRunsSteps.PlayAsync(suite);
        await DisposalSteps.PlayAsync(suite);
        await MemorySteps.PlayAsync(suite);
        await CpuSteps.PlayAsync(suite);
        await LocalSteps.PlayAsync(suite);
        await suite.StepAsync("all-serve", () => HandlerSteps.OnAllAsync(vps, "sum", HandlerWork.SumAsync));
        await suite.StepAsync("nothing-unexpected", () => Task.FromResult(LookForUnexpected(suite)));
    }).GetAwaiter().GetResult();

    private static string LookForUnexpected(ClientStage suite)
    {
        foreach (var node in suite.Client.Nodes)
        {
            Steps.Expect(node.UnexpectedCompletions == 0, $"node {node.Index} told of {node.UnexpectedCompletions} completions of no command");
        }

        return $"{suite.Client.Nodes.Count} nodes told of no completion but of commands";
    }
}
