using System;
using System.Threading;
using Sidecar.Protocol.Handlers;
using Sidecar.Protocol.Memory;
using Sidecar.Protocol.Pages;

namespace Sidecar.Protocol.Node;

/// <summary>
/// One claimed VP as a VMM uses it: commands as calls. Pass it by <c>ref</c>; it keeps the outcome of the last call. Not for several threads, except that any
/// thread may <see cref="Stop"/> through its own copy.
/// </summary>
/// <typeparam name="TMemory">How shared memory is read and written.</typeparam>
/// <typeparam name="THost">The machine the host runs on.</typeparam>
/// <param name="node">The node.</param>
/// <param name="nodeCpuIndex">The VP, below the node's count and claimed by the caller.</param>
/// <param name="timeout">Nanoseconds that a command may take, and that it may take to stop after that.</param>
public partial struct VpClient<TMemory, THost>(NodeClient<TMemory, THost> node, uint nodeCpuIndex, ulong timeout) : ICommandChannel
    where TMemory : ISharedMemory
    where THost : struct, INodeHost
{
    private readonly NodeClient<TMemory, THost> _node = node;
    private readonly ulong _timeout = timeout;

    /// <summary>The VP's index in its node.</summary>
    public readonly uint NodeCpuIndex { get; } = nodeCpuIndex;

    /// <summary>The VP's index in the machine.</summary>
    public readonly uint VpIndex => _node.BaseVp + NodeCpuIndex;

    /// <summary>What came of the last call.</summary>
    public CommandOutcome Outcome { get; private set; }

    /// <summary>The command page: the caller's between calls, and between a successful <see cref="End"/> and the next <see cref="Begin"/>.</summary>
    public readonly ref CommandPage Page => ref _node.CommandPageOf(NodeCpuIndex);

    /// <inheritdoc/>
    public readonly Span<byte> Payload => Page.Payload;

    /// <summary>How far a user handler says it is, in units of its own. May be read while it runs.</summary>
    public readonly ulong Progress => Volatile.Read(ref Page.Reserved[0]);

    /// <summary>
    /// Copies the VP's error text out, clamped to 255 bytes and to <paramref name="destination"/>: the length byte on the page is the other side's and is read
    /// once. Returns the number of bytes.
    /// </summary>
    public readonly int CopyErrorText(scoped Span<byte> destination)
    {
        var text = Page.Error.Text;
        var length = Math.Min(text.Length, destination.Length);
        text[..length].CopyTo(destination);
        return length;
    }

    /// <inheritdoc/>
    /// <remarks>A command that overruns its time is stopped. It counts as failed then, though the VP serves on if it obeys.</remarks>
    public bool Execute(uint command)
    {
        if (!Begin(command))
        {
            return false;
        }

        if (End(_timeout))
        {
            return true;
        }

        if (Outcome.Kind == CommandOutcomeKind.NotFinished && Outcome.Wait == WaitResult.TimedOut)
        {
            var late = Outcome;
            Stop();
            End(_timeout);
            Outcome = late;
        }

        return false;
    }

    /// <summary>Starts a command whose arguments are on the command page. True when it is under way.</summary>
    public bool Begin(uint command)
    {
        // While an earlier command is under way the page is the VP's: not even the command number may be touched.
        if (_node.SlotOf(NodeCpuIndex).Phase == VpPhase.Claimed)
        {
            Page.Command = (SidecarCommand)command;
        }

        var started = _node.Start(NodeCpuIndex);
        Outcome = started == StartResult.Started ? CommandOutcome.NotFinished(WaitResult.TimedOut) : CommandOutcome.NotStarted(started);
        return started == StartResult.Started;
    }

    /// <summary>Waits for the command that is under way. True when it ended without an error.</summary>
    /// <param name="timeout">Nanoseconds; 0 only looks.</param>
    public bool End(ulong timeout)
    {
        var waited = _node.Wait(NodeCpuIndex, timeout);
        if (waited != WaitResult.Completed)
        {
            Outcome = CommandOutcome.NotFinished(waited);
            return false;
        }

        Outcome = Page.HasError == 0 ? CommandOutcome.Succeeded : CommandOutcome.SidecarError;
        return Outcome.IsSuccess;
    }

    /// <summary>Asks for the end of the command that is under way. For any thread.</summary>
    public readonly StopResult Stop() => _node.Stop(NodeCpuIndex);

    /// <summary>Gives the claim back.</summary>
    public readonly bool Release() => _node.Release(NodeCpuIndex);
}
