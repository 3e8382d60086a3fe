using System;
using System.Linq;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Protocol.Tlfs;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>Registers by command: more than a command takes, and what is refused.</summary>
internal static class RegisterSteps
{
    private const int Refused = 65;

    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(ClientStage suite)
    {
        if (suite.Vtl0 is null)
        {
            await suite.StepAsync("no-hypervisor", () => NoHypervisorAsync(suite.Vps[0]));
        }

        await suite.GuestStepAsync("registers", vtl0 => BatchesAsync(suite.Vps, vtl0));
        await suite.GuestStepAsync("registers-refused", _ => RefusedAsync(suite.Vps[0]));
    }

    /// <summary>The commands that need one say so, and the VP serves on.</summary>
    private static async Task<string> NoHypervisorAsync(SidecarVp vp)
    {
        var run = await Refusals.OfAsync(SidecarErrorKind.Command, "RUN_VP", () => vp.RunAsync().AsTask());
        var get = await Refusals.OfAsync(SidecarErrorKind.Command, "GET_VP_REGISTERS", () => vp.GetRegisterAsync(HvRegisterName.Rip).AsTask());
        await Refusals.OfAsync(SidecarErrorKind.Command, "SET_VP_REGISTERS", () => vp.SetRegistersAsync(new[] { HvRegisterAssoc.From(HvRegisterName.Rip, 0) }).AsTask());
        await Refusals.OfAsync(SidecarErrorKind.Command, "TRANSLATE_GVA", () => vp.TranslateAsync(0).AsTask());
        Refusals.Of(SidecarErrorKind.NoDevice, "guest memory", () => GuestMemory.Open().Dispose());
        await HandlerWork.SumAsync(vp, new Random(1));
        return $"RUN_VP: {run.CommandText}; GET_VP_REGISTERS: {get.CommandText}";
    }

    private static async Task<string> BatchesAsync(SidecarVp[] vps, Vtl0 vtl0)
    {
        const int Times = 5;
        await Task.WhenAll(vps.Select(async vp =>
        {
            var random = new Random((int)vp.Index);
            // On registers of a guest that is ready to run, and is still after them.
            var guest = new TinyGuest(vp, vtl0);
            guest.Load();
            await guest.PrepareAsync(TinyGuest.AskAddress);
            for (var time = 0; time < Times; time++)
            {
                await RegisterWork.ThereAndBackAsync(vp, random);
            }

            guest.Expect(await vp.RunAsync());
            Steps.Expect(guest.Asked == 1, $"{vp}'s guest counts {guest.Asked} runs, not 1");
        })).WaitAsync(Until.Patience);
        return $"{RegisterWork.Count} registers written and read {Times} times on {vps.Length} VPs, 31 a command";
    }

    private static async Task<string> RefusedAsync(SidecarVp vp)
    {
        var set = new[] { HvRegisterAssoc.From(HvRegisterName.Rip, 0) };
        var own = await Refusals.OfAsync(SidecarErrorKind.Hypervisor, "SET_VP_REGISTERS of VTL2", () => vp.SetRegistersAsync(set, Vtl.Vtl2).AsTask());
        Steps.Expect(own.Status == HvStatus.AccessDenied, $"SET_VP_REGISTERS of VTL2 was refused with {own.Status}");
        await Refusals.OfAsync(SidecarErrorKind.Hypervisor, "GET_VP_REGISTERS of VTL1", () => vp.GetRegisterAsync(HvRegisterName.Rip, Vtl.Vtl1).AsTask());
        var names = Enumerable.Repeat(HvRegisterName.Lstar, 70).ToArray();
        names[Refused] = (HvRegisterName)0x7fff_0000;
        var many = await Refusals.OfAsync(SidecarErrorKind.Hypervisor, "GET_VP_REGISTERS of a name that is none", () => vp.GetRegistersAsync(names, new HvRegisterValue[70]).AsTask());
        Steps.Expect(many.Message.Contains("registers 63 to 70 of 70", StringComparison.Ordinal), $"the refusal is: {many.Message}");
        await Refusals.ByAsync<ArgumentException>("room for too few values", () => vp.GetRegistersAsync(names, new HvRegisterValue[69]).AsTask());
        await vp.TestAsync();
        return $"{own.Message}; {many.Message}";
    }
}
