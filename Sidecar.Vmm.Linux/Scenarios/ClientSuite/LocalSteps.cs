using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Client.Devices;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Guests;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>Commands of a VP whose CPU is Linux's, carried out there (OpenLocalChannel).</summary>
internal static class LocalSteps
{
    private const int Runs = 200;

    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(ClientStage suite)
    {
        var vp = suite.Vps[^1];
        await suite.StepAsync("local-of-the-sidecars", () => Task.FromResult(OfTheSidecars(vp, suite.Vtl0 is not null)));
        await suite.GuestStepAsync("local-thread", _ => ConvertedAsync(vp, () => WrongThreadAsync(vp)));
        await suite.GuestStepAsync("local-runs", vtl0 => ConvertedAsync(vp, () => RunsAsync(vp, vtl0)));
        await suite.GuestStepAsync("local-stop", vtl0 => ConvertedAsync(vp, () => StopAsync(vp, vtl0)));
        await suite.GuestStepAsync("local-refusals", _ => ConvertedAsync(vp, () => RefusalsAsync(vp)));
        await suite.GuestStepAsync("local-given-back", vtl0 => GivenBackAsync(vp, vtl0));
    }

    /// <summary>A step with the CPU at Linux; afterwards it is the sidecar's, and serves.</summary>
    private static async Task<string> ConvertedAsync(SidecarVp vp, Func<Task<string>> play)
    {
        await vp.ConvertAsync();
        string text;
        try
        {
            text = await play();
        }
        finally
        {
            await vp.GiveBackAsync();
        }

        await HandlerWork.SumAsync(vp, new Random(1));
        return text;
    }

    private static string OfTheSidecars(SidecarVp vp, bool hasHypervisor)
    {
        var bind = Refusals.Of(SidecarErrorKind.Device, "a thread on the sidecar's CPU", () => CpuBinding.Bind(vp.Index));
        using var channel = vp.OpenLocalChannel();
        Expect(channel, channel.Execute((uint)SidecarCommand.NONE), hasHypervisor ? Errno.EINVAL : Errno.EOPNOTSUPP);
        return $"{bind.Message}; {channel.Error!.Message}";
    }

    private static async Task<string> WrongThreadAsync(SidecarVp vp)
    {
        using (var channel = vp.OpenLocalChannel())
        {
            Expect(channel, channel.Execute((uint)SidecarCommand.NONE), Errno.EINVAL);
        }

        await BoundThread.RunAsync(0, () =>
        {
            using var channel = vp.OpenLocalChannel();
            Expect(channel, channel.Execute((uint)SidecarCommand.NONE), Errno.EINVAL);
            Expect(channel, channel.Run(out _), Errno.EINVAL);
        });
        await BoundThread.RunAsync(vp.Index, () => LocalRuns.Open(vp).Dispose());
        return $"a thread that is not bound, and one that is bound to CPU 0, are refused; one that is bound to CPU {vp.Index} is not";
    }

    private static async Task<string> RunsAsync(SidecarVp vp, Vtl0 vtl0)
    {
        var guest = new TinyGuest(vp, vtl0);
        guest.Load();
        await BoundThread.RunAsync(vp.Index, () => LocalRuns.Ask(vp, guest, Runs));
        Steps.Expect(guest.Asked == Runs, $"the guest has counted {guest.Asked} of {Runs} runs");
        await BoundThread.RunAsync(vp.Index, () =>
        {
            using var channel = LocalRuns.Open(vp);
            var names = new HvRegisterName[RegisterWork.Count];
            var written = new HvRegisterAssoc[RegisterWork.Count];
            for (var index = 0; index < names.Length; index++)
            {
                names[index] = index % 2 == 0 ? HvRegisterName.Lstar : HvRegisterName.Rbx;
                written[index] = HvRegisterAssoc.From(names[index], 0x1000 + ((ulong)index % 2));
            }

            var values = new HvRegisterValue[names.Length];
            Steps.Expect(channel.SetRegisters(written) && channel.GetRegisters(names, values), $"registers are refused: {channel.Error?.Message}");
            Steps.Expect(Array.TrueForAll(values[..2], value => value.Low is 0x1000 or 0x1001) && values[^1].Low == 0x1001, $"registers are 0x{values[0].Low:x} and 0x{values[^1].Low:x}");
            Steps.Expect(channel.Translate(guest.Address, out var translation) && translation.PhysicalAddress == guest.Address, $"0x{guest.Address:x} leads to 0x{translation.PhysicalAddress:x} ({translation.Code}) without paging: {channel.Error?.Message}");
        });
        return $"{Runs} runs, {RegisterWork.Count} registers both ways and a translation on Linux's CPU {vp.Index}";
    }

    private static async Task<string> StopAsync(SidecarVp vp, Vtl0 vtl0)
    {
        var guest = new TinyGuest(vp, vtl0);
        guest.Load();
        for (var time = 0; time < 10; time++)
        {
            using var stop = new CancellationTokenSource();
            var spin = BoundThread.RunAsync(vp.Index, () => LocalRuns.Spin(vp, guest, stop.Token));
            var before = guest.Spun;
            await Until.HoldsAsync(() => guest.Spun != before, $"the guest does not count");
            await Refusals.OfAsync(SidecarErrorKind.Busy, "a call of the sidecar's meanwhile", () => vp.TestAsync().AsTask());
            await stop.CancelAsync();
            await spin.WaitAsync(Until.Patience);
        }

        // Cancelled before: it ends as soon as it has begun.
        await BoundThread.RunAsync(vp.Index, () =>
        {
            using var channel = LocalRuns.Open(vp);
            Steps.Expect(guest.TryPrepare(channel, TinyGuest.SpinAddress), $"registers are refused: {channel.Error?.Message}");
            Steps.Expect(channel.Run(out var result, new CancellationToken(canceled: true)) && result.IsStopped, $"a run that was cancelled before: {channel.Error?.Message}");
        }).WaitAsync(Until.Patience);
        return $"a guest without end on Linux's CPU {vp.Index} is stopped from another, 10 times, and before it begins";
    }

    private static async Task<string> RefusalsAsync(SidecarVp vp)
    {
        var text = "";
        await BoundThread.RunAsync(vp.Index, () =>
        {
            using var channel = LocalRuns.Open(vp);
            Refusals.Of(SidecarErrorKind.Busy, "a second local channel", () => vp.OpenLocalChannel().Dispose());
            Steps.Expect(!channel.Execute(HandlerNumbers.Sum) && channel.Error!.Kind == SidecarErrorKind.Command, $"a handler is to be had on Linux's CPU");
            text = channel.Error!.Message;
            var set = new[] { HvRegisterAssoc.From(HvRegisterName.Rip, 0) };
            Steps.Expect(!channel.SetRegisters(set, Vtl.Vtl2) && channel.Error.Kind is SidecarErrorKind.Hypervisor or SidecarErrorKind.Command, $"VTL2's registers were written on Linux's CPU");
            text += $"; {channel.Error.Message}";
            Steps.Expect(channel.Execute((uint)SidecarCommand.NONE), $"the channel does not go on: {channel.Error?.Message}");
        });
        return text;
    }

    /// <summary>Linux lets go of a CPU on which a guest runs: the run ends, the thread is refused from then on, and the VP is the sidecar's.</summary>
    private static async Task<string> GivenBackAsync(SidecarVp vp, Vtl0 vtl0)
    {
        var guest = new TinyGuest(vp, vtl0);
        guest.Load();
        await vp.ConvertAsync();
        var spin = BoundThread.RunAsync(vp.Index, () => LocalRuns.Spin(vp, guest, CancellationToken.None));
        await Until.HoldsAsync(() => guest.Spun != 0, $"the guest does not count");
        await vp.GiveBackAsync().WaitAsync(Until.Patience);
        var refused = await Refusals.OfAsync(SidecarErrorKind.Device, "a run on a CPU that went", () => spin);
        var before = guest.Spun;
        Steps.Expect(vp.GetCpuState() == CpuState.Idle, $"{vp} is {vp.GetCpuState()}");
        await HandlerWork.SumAsync(vp, new Random(1));
        Steps.Expect(guest.Spun == before, $"the guest still runs");
        return $"a CPU that is taken from Linux in the middle of a run: {refused.Message}";
    }

    private static void Expect(SidecarChannel channel, bool succeeded, Errno errno)
        => Steps.Expect(!succeeded && channel.Error!.Errno == errno, $"a local command ended with {channel.Error?.Message ?? "an answer"}, not with {errno}");
}
