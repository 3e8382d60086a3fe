using System.Runtime.InteropServices;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Node;
using Sidecar.Protocol.Pages;

namespace Sidecar.Boot.Monitor.Session;

/// <content>Commands, several under way at once. The functions that return bool also fail the step that is under way, with the VP and the reason.</content>
public ref partial struct Session<THost>
{
    /// <summary>Nanoseconds that a command may take at most. Nothing that a scenario asks for comes near it, even on one emulated core for all VPs.</summary>
    public const ulong CommandTimeout = 60_000_000_000;

    /// <summary>
    /// What progress holds before a command. The kernel zeroes it when it calls a handler, so that another value means: the handler runs.
    /// </summary>
    private const ulong NotYetRunning = ulong.MaxValue;

    private const ulong PollInterval = 100_000;

    /// <summary>A VP as a channel for the generated calls.</summary>
    public readonly VpClient<ProcessorMemory, THost> ChannelOf(uint vp) => new(DriverOf(vp), this[vp].NodeCpuIndex, CommandTimeout);

    /// <summary>Gives a command to a VP, its arguments being on the page. True when it is under way; otherwise the outcome says why not, and no step fails.</summary>
    public bool TryBegin(uint vp, uint command, out CommandOutcome outcome)
    {
        ref var note = ref this[vp];
        if (!note.IsBusy)
        {
            note.Command = command;
            PageOf(vp).Reserved[0] = NotYetRunning;
        }

        var channel = ChannelOf(vp);
        var begun = channel.Begin(command);
        outcome = channel.Outcome;
        note.IsBusy |= begun;
        note.Commands += begun ? 1u : 0;
        return begun;
    }

    /// <summary>Gives a command without arguments to a VP.</summary>
    public bool Begin(uint vp, uint command) => TryBegin(vp, command, out var outcome) || FailOutcome(vp, outcome);

    /// <summary>Gives a command with arguments to a VP.</summary>
    public bool Begin<TRequest>(uint vp, uint command, in TRequest request)
        where TRequest : unmanaged
    {
        MemoryMarshal.Write(PageOf(vp).Payload, in request);
        return Begin(vp, command);
    }

    /// <summary>Waits for the command that is under way, whatever comes of it.</summary>
    public CommandOutcome Await(uint vp) => Await(vp, CommandTimeout);

    /// <summary>Waits for the command that is under way, whatever comes of it.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="timeout">Nanoseconds; 0 only looks.</param>
    public CommandOutcome Await(uint vp, ulong timeout)
    {
        var channel = ChannelOf(vp);
        channel.End(timeout);
        var outcome = channel.Outcome;
        if (outcome.Kind != CommandOutcomeKind.NotFinished || outcome.Wait != WaitResult.TimedOut)
        {
            ref var note = ref this[vp];
            note.IsBusy = false;
            note.Errors += outcome.IsSuccess ? 0u : 1;
        }

        return outcome;
    }

    /// <summary>Waits for a command that has to succeed.</summary>
    public bool End(uint vp)
    {
        var outcome = Await(vp);
        return outcome.IsSuccess || FailOutcome(vp, outcome);
    }

    /// <summary>Waits for a command that has to succeed, and reads its answer.</summary>
    public bool End<TResponse>(uint vp, out TResponse response)
        where TResponse : unmanaged
    {
        var ended = End(vp);
        response = ended ? MemoryMarshal.Read<TResponse>(PageOf(vp).Payload) : default;
        return ended;
    }

    /// <summary>Gives a command and waits for it.</summary>
    public bool Run(uint vp, SidecarCommand command) => Begin(vp, (uint)command) && End(vp);

    /// <summary>Waits until the handler on a VP has begun.</summary>
    public bool AwaitRunning(uint vp) => AwaitProgress(vp, 0);

    /// <summary>Waits until the handler on a VP reports at least this much progress.</summary>
    public bool AwaitProgress(uint vp, ulong progress)
    {
        var deadline = _host.NowNanoseconds + CommandTimeout;
        while (true)
        {
            // The status first: an answer that is there has left its progress behind.
            var hasEnded = StatusOf(vp) is CpuStatus.IDLE or CpuStatus.REMOVED;
            var seen = ChannelOf(vp).Progress;
            if (seen != NotYetRunning && seen >= progress)
            {
                return true;
            }

            if (hasEnded)
            {
                return FailVp(vp, "the command ended before it had come as far as it should"u8);
            }

            if (_host.NowNanoseconds >= deadline)
            {
                return FailVp(vp, "the handler does not begin, or reports no progress"u8);
            }

            _host.Rest(PollInterval);
        }
    }

    /// <summary>Asks for the end of the command that is under way, which must not have ended by itself.</summary>
    public bool Stop(uint vp)
    {
        this[vp].Stops++;
        var result = ChannelOf(vp).Stop();
        return result == StopResult.Requested || FailVp(vp, NodeText.Of(result));
    }

    /// <summary>Removes a VP, claimed or not, running or not.</summary>
    public bool Remove(uint vp, RemovalMode mode)
    {
        var result = DriverOf(vp).Remove(this[vp].NodeCpuIndex, mode, CommandTimeout);
        if (result != RemoveResult.Removed)
        {
            return FailVp(vp, NodeText.Of(result));
        }

        this[vp].Role = VpRole.Removed;
        return true;
    }
}
