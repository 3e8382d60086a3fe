using Sidecar.Protocol.Explorer.Actors;
using Sidecar.Protocol.Explorer.Machine;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;

namespace Sidecar.Explorer.Tests;

/// <summary>
/// A host thread's dealings with one VP, as a script says them. It keeps account of what it does and checks at every completion what must hold at
/// every completion.
/// </summary>
internal sealed class VpDriver<TMemoryBug, THostBug>(NodeClient<BuggyMemory<TMemoryBug>, ExplorerHost<THostBug>> client, uint vp = 0)
    where TMemoryBug : struct, IMemoryBug
    where THostBug : struct, IHostBug
{
    private byte _seed = 10;
    private bool _hasHandler;

    private static ExplorerHost<THostBug> Host => default;

    private ref CommandPage Page => ref client.CommandPageOf(vp);

    public void Claim()
    {
        PropertyViolatedException.Unless(client.Claim(vp) == ClaimResult.Claimed, "the claim was refused");
        NodeWorld.Current.Progress(0);
    }

    public bool Start(uint command)
    {
        _hasHandler = command >= SidecarLimits.FirstHandlerCommand;
        Page.Command = (SidecarCommand)command;
        Page.Payload[0] = _seed;
        var result = client.Start(vp);
        if (result == StartResult.Started)
        {
            Count(Tally.Started);
            NodeWorld.Current.Progress(1);
            return true;
        }

        PropertyViolatedException.Unless(result == StartResult.Removed, $"a start was refused with {result}");
        Count(Tally.Refused);
        NodeWorld.Current.Progress(2);
        return false;
    }

    /// <summary>Starts a command that nothing keeps from being started.</summary>
    public void MustStart(uint command) => PropertyViolatedException.Unless(Start(command), "a start was refused");

    /// <summary>Waits without bound.</summary>
    public WaitResult Wait() => Note(client.Wait(vp, ulong.MaxValue));

    /// <summary>Waits for so long.</summary>
    public WaitResult Wait(ulong timeout) => Note(client.Wait(vp, timeout));

    public void MustComplete() => PropertyViolatedException.Unless(Wait() == WaitResult.Completed, "a command did not complete");

    /// <summary>Starts a command and waits for it.</summary>
    public void RunOne(uint command)
    {
        MustStart(command);
        MustComplete();
    }

    /// <summary>Checks a completion that was collected by other means.</summary>
    public void NoteCompletion() => Note(WaitResult.Completed);

    /// <summary>Waits as an event loop does: sleeps until attention, serves it, collects what it noted, and looks nowhere else.</summary>
    public WaitResult WaitByEvents(bool servesAttention = true)
    {
        while (true)
        {
            NodeWorld.Current.Mark();
            var seen = client.SlotOf(vp);
            var result = client.TryCollect(vp);
            if (result != WaitResult.TimedOut)
            {
                return Note(result);
            }

            if (!servesAttention || !client.ServiceAttention())
            {
                Park(seen);
            }
        }
    }

    /// <summary>Serves attention until the VP ran a command and was released.</summary>
    public void ServeUntilReleased()
    {
        while (true)
        {
            NodeWorld.Current.Mark();
            var seen = client.SlotOf(vp);
            if (seen is { Phase: VpPhase.Free, Generation: not 0 })
            {
                return;
            }

            if (!client.ServiceAttention())
            {
                Park(seen);
            }
        }
    }

    /// <summary>Makes the other threads look again.</summary>
    public void Wake() => Host.Wake(vp);

    /// <summary>Sleeps until attention or news about the VP.</summary>
    public void Park(VpSlot seen)
    {
        var pages = NodeWorld.Current.Pages;
        Host.Park(vp, ref pages.Control.NeedsAttention, ref pages.Slot(vp), seen.Value, ulong.MaxValue);
    }

    /// <summary>Stops the first command, waiting for there to be one.</summary>
    public void StopWhenStarted()
    {
        ref var slot = ref NodeWorld.Current.Pages.Slot(vp);
        while (true)
        {
            NodeWorld.Current.Mark();
            var seen = client.SlotOf(vp);
            if (client.Stop(vp) != StopResult.NotRunning || seen.Generation != 0)
            {
                NodeWorld.Current.Progress(3);
                return;
            }

            NodeWorld.Current.AwaitChange(ref slot, seen.Value);
        }
    }

    public void Remove(RemovalMode mode, ulong timeout = ulong.MaxValue)
    {
        var result = client.Remove(vp, mode, timeout);
        PropertyViolatedException.Unless(result is RemoveResult.Removed or RemoveResult.TimedOut, $"a removal ended with {result}");
        if (result == RemoveResult.Removed)
        {
            PropertyViolatedException.Unless(client.StatusOf(vp) == CpuStatus.REMOVED, "a removal was reported while the VP is still there");
            Count(Tally.Removed);
        }
        else
        {
            Count(Tally.TimedOut);
        }

        NodeWorld.Current.Progress(4 + (int)result);
    }

    /// <summary>Gives a CPU that left back and waits until it serves; false when there is nothing to give: another thread did, or it never left.</summary>
    public bool GiveBack()
    {
        while (true)
        {
            NodeWorld.Current.Mark();
            var seen = client.SlotOf(vp);
            var begun = client.BeginReturn(vp, new(0, uint.MaxValue, 0, uint.MaxValue), out _);
            if (begun == ReturnResult.Ready)
            {
                break;
            }

            if (begun != ReturnResult.Busy)
            {
                PropertyViolatedException.Unless(begun == ReturnResult.NotRemoved, $"giving back was refused with {begun}");
                NodeWorld.Current.Progress(20);
                return false;
            }

            NodeWorld.Current.AwaitChange(ref NodeWorld.Current.Pages.Slot(vp), seen.Value);
        }

        NodeWorld.Current.Progress(21);
        NodeWorld.Current.SendBack(vp);
        NodeWorld.Current.Progress(22);
        var result = client.Readmit(vp, ulong.MaxValue);
        PropertyViolatedException.Unless(result == ReturnResult.Ready, $"a return ended with {result}");
        NodeWorld.Current.Progress(23);
        return true;
    }

    public void Release() => PropertyViolatedException.Unless(client.Release(vp), "the claim cannot be given back");

    private WaitResult Note(WaitResult result)
    {
        PropertyViolatedException.Unless(result != WaitResult.NotStarted, "there is nothing to wait for");
        switch (result)
        {
            case WaitResult.TimedOut:
                Count(Tally.TimedOut);
                break;

            case WaitResult.Removed:
                Count(Tally.Abandoned);
                CheckCount();
                break;

            default:
                Count(Tally.Completed);
                CheckCount();
                CheckAnswer();
                break;
        }

        NodeWorld.Current.Progress(8 + (int)result);
        return result;
    }

    private void Count(Tally what) => NodeWorld.Current.Count(vp, what);

    private uint CountOf(Tally what) => NodeWorld.Current.CountOf(vp, what);

    private void CheckCount()
        => PropertyViolatedException.Unless(CountOf(Tally.Completed) + CountOf(Tally.Abandoned) <= CountOf(Tally.Started), "more completions than commands");

    private void CheckAnswer()
    {
        // Others may act between the completion and the look at the results. The page is looked at in one go: counting is an operation too.
        NodeWorld.Current.Yield();
        var answer = Page.Payload[0];
        var isTaken = Page.Command == SidecarCommand.NONE && Page.HasError == 0;
        if (_hasHandler)
        {
            PropertyViolatedException.Unless(
                CountOf(Tally.Taken) + CountOf(Tally.Abandoned) >= CountOf(Tally.Started), "a completion was fabricated: the VP has not taken the command");
            PropertyViolatedException.Unless(answer == _seed + 1, "the completion came before the results");
        }

        PropertyViolatedException.Unless(isTaken, "the command was not taken, or failed");
        _seed += 10;
    }
}
