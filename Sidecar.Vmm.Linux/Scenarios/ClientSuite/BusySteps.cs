using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Client.Devices;
using Sidecar.Vmm.Linux.Companions;
using Sidecar.Vmm.Linux.Work;

namespace Sidecar.Vmm.Linux.Scenarios.ClientSuite;

/// <summary>One command at a time, and one program at a time.</summary>
internal static class BusySteps
{
    /// <summary>Plays them.</summary>
    public static async Task PlayAsync(ClientStage suite)
    {
        await suite.StepAsync("busy", () => BusyAsync(suite.Vps[0]));
        await suite.StepAsync("busy-channel", () => ChannelAsync(suite.Vps[0]));
        await suite.StepAsync("two-clients", () => TwoClientsAsync(suite.Vps[0]));
        await suite.StepAsync("two-programs", () => TwoProgramsAsync(suite.Vps[^1]));
    }

    /// <summary>Whatever is asked of a VP with a command under way is refused at once, and harms that command nothing.</summary>
    private static async Task<string> BusyAsync(SidecarVp vp)
    {
        using var stop = new CancellationTokenSource();
        var search = HandlerWork.SearchAsync(vp, stop.Token);
        await Refusals.OfAsync(SidecarErrorKind.Busy, "a second call", () => HandlerWork.SumAsync(vp, new Random(1)));
        await Refusals.OfAsync(SidecarErrorKind.Busy, "a second run", () => vp.RunAsync().AsTask());
        await Refusals.OfAsync(SidecarErrorKind.Busy, "a test", () => vp.TestAsync().AsTask());
        Refusals.Of(SidecarErrorKind.Busy, "a channel", () => vp.OpenChannel().Dispose());
        Refusals.Of(SidecarErrorKind.Busy, "the release", () => vp.Release());
        Refusals.Of(SidecarErrorKind.Busy, "the command page", () => _ = vp.CommandPage.HasError);
        await Refusals.OfAsync(SidecarErrorKind.Busy, "the conversion", vp.ConvertAsync);
        Steps.Expect(!search.IsCompleted, $"{vp}'s command ended");
        await stop.CancelAsync();
        await search.WaitAsync(Until.Patience);
        await HandlerWork.SumAsync(vp, new Random(1));
        return "call, run, test, channel, release, page and conversion are refused while a command is under way, which goes on";
    }

    private static async Task<string> ChannelAsync(SidecarVp vp)
    {
        var channel = vp.OpenChannel();
        await Refusals.OfAsync(SidecarErrorKind.Busy, "a call beside a channel", () => HandlerWork.SumAsync(vp, new Random(1)));
        Refusals.Of(SidecarErrorKind.Busy, "a second channel", () => vp.OpenChannel().Dispose());
        Refusals.Of(SidecarErrorKind.Busy, "a local channel beside it", () => vp.OpenLocalChannel().Dispose());
        Steps.Expect(channel.Execute(0), $"the channel does not answer: {channel.Error?.Message}");
        channel.Dispose();
        await HandlerWork.SumAsync(vp, new Random(1));
        Steps.Expect(!channel.Execute(0) && channel.Error?.Kind == SidecarErrorKind.Busy, $"a channel that is closed takes commands");
        return "a second channel and calls beside one are refused until it is closed, and then it takes none";
    }

    private static async Task<string> TwoClientsAsync(SidecarVp vp)
    {
        await HandlerWork.SumAsync(vp, new Random(1));
        await using var other = SidecarClient.Open();
        var refused = await Refusals.OfAsync(SidecarErrorKind.Busy, "a VP of another client's", () => other[vp.Index].TestAsync().AsTask());
        Steps.Expect(refused.Errno == Errno.EBUSY, $"the refusal is: {refused.Message}");
        Steps.Expect(vp.Release(), $"{vp} was not claimed");
        await HandlerWork.SumAsync(other[vp.Index], new Random(1));
        await Refusals.OfAsync(SidecarErrorKind.Busy, "a VP of the second client's", () => vp.TestAsync().AsTask());
        await other.DisposeAsync();
        await HandlerWork.SumAsync(vp, new Random(1));
        return $"{refused.Message}; after Release the second client has it, and after that one's end the first again";
    }

    private static async Task<string> TwoProgramsAsync(SidecarVp vp)
    {
        vp.Release();
        using var companion = CompanionProcess.Start(Companion.Holds, vp.Index);
        await companion.HearAsync(Companion.Ready);
        Refusals.Of(SidecarErrorKind.Busy, "the claim of a VP of another program's", () => vp.Claim());
        await Refusals.OfAsync(SidecarErrorKind.Busy, "a call on a VP of another program's", () => HandlerWork.SumAsync(vp, new Random(1)));
        await Refusals.OfAsync(SidecarErrorKind.Busy, "the conversion of a VP of another program's", vp.ConvertAsync);
        companion.Tell();
        await companion.HearAsync(HoldingCompanion.Released);
        await HandlerWork.SumAsync(vp, new Random(1));
        companion.Tell();
        var code = await companion.EndAsync();
        Steps.Expect(code == 0, $"the other program ended with {code}");
        return $"claim, call and conversion of {vp} are refused while another process has it, and not after it let go";
    }
}
