using System;
using System.Threading;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>A channel in the VP's slot: a call that keeps the page from one command to the next, and waits for each on the calling thread.</summary>
/// <param name="vp">The VP.</param>
/// <param name="isLocal">Whether its commands are carried out by Linux, on the calling thread.</param>
internal sealed class ChannelCall(SidecarVp vp, bool isLocal) : VpOperation(vp)
{
    private readonly ManualResetEventSlim _over = new();
    private Exception? _exception;

    public SidecarException? Error { get; private set; }

    public override bool KeepsPage => true;

    public override string Name => "an open channel";

    /// <summary>Takes the VP.</summary>
    public void Enter()
    {
        if (isLocal)
        {
            Vp.Slot.EnterLocal(this);
        }
        else
        {
            Vp.Slot.Enter(this);
        }
    }

    /// <summary>Runs a command to its end. False when it did not succeed: <see cref="Error"/>.</summary>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public bool Execute(uint command, CancellationToken cancellation = default)
    {
        Command = command;
        Timeout = Vp.TimeoutOf(command);
        Cancellation = cancellation;
        IsOverdue = false;
        _exception = null;
        _over.Reset();
        // Before the start: a token that is cancelled between the two is seen by whoever starts the command.
        using var registration = cancellation.UnsafeRegister(static (state, token) => ((ChannelCall)state!).Cancel(token), this);
        try
        {
            if (!Vp.Slot.IsHeldBy(this))
            {
                throw CommandErrors.Busy(Vp.Index, "a command of this channel that was given up, or the channel is closed");
            }

            if (isLocal)
            {
                Vp.Slot.ExecuteLocal(this);
            }
            else
            {
                Vp.Slot.Launch(this);
                _over.Wait(CancellationToken.None);
            }

            Error = _exception is null or SidecarException ? (SidecarException?)_exception : throw _exception;
        }
        catch (SidecarException exception)
        {
            Error = exception;
        }

        return Error is null;
    }

    /// <summary>The last command did not succeed after all. Always false.</summary>
    public bool Fail(SidecarException exception)
    {
        Error = exception;
        return false;
    }

    public override bool Read(ref CommandPage page)
    {
        ThrowIfRefused(ref page);
        return true;
    }

    public override void Finish() => _over.Set();

    public override void Fail(Exception exception)
    {
        _exception = exception;
        _over.Set();
    }

    private void Cancel(CancellationToken token) => Vp.Slot.Stop(this, token);
}
