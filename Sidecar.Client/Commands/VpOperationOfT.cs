using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>
/// A call as its caller awaits it, without an allocation: the object goes back to the VP's <see cref="OperationCache"/> when the result is taken, and serves the next call. One that
/// nobody awaits is simply lost to the cache.
/// </summary>
/// <typeparam name="TResult">What comes of the call.</typeparam>
/// <param name="vp">The VP.</param>
internal abstract class VpOperation<TResult>(SidecarVp vp) : VpOperation(vp), IValueTaskSource<TResult>, IValueTaskSource
{
    // Continuations are the callers' code, which must not hold up the one thread that reads completions unless they promised not to.
    private ManualResetValueTaskSourceCore<TResult> _core = new() { RunContinuationsAsynchronously = !vp.Node.Options.InlineContinuations };
    private CancellationTokenRegistration _registration;

    /// <summary>What comes of the call, once it is read.</summary>
    protected TResult Result { get; set; } = default!;

    /// <summary>The call as a task, to be awaited once.</summary>
    public ValueTask<TResult> Task => new(this, _core.Version);

    /// <summary>As <see cref="Task"/>, for a call without a result.</summary>
    public ValueTask TaskWithoutResult => new(this, _core.Version);

    /// <summary>Takes the command page for this call. When it cannot be had, the call has failed, and false.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellation">What ends it early.</param>
    public bool TryEnter(uint command, CancellationToken cancellation = default)
    {
        Command = command;
        Timeout = Vp.TimeoutOf(command);
        Cancellation = cancellation;
        IsOverdue = false;
        try
        {
            Vp.Slot.Enter(this);
            return true;
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }
    }

    /// <summary>Starts the command whose arguments are on the page.</summary>
    public void Launch()
    {
        try
        {
            Vp.Pages.Command.Command = (SidecarCommand)Command;
            Vp.Slot.Launch(this);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return;
        }

        if (Cancellation.CanBeCanceled)
        {
            // After the start, so that a token that is cancelled already stops what was started. The call may be over by now; its token is what tells whether a stop is still meant for it.
            _registration = Cancellation.UnsafeRegister(static (state, token) => ((VpOperation<TResult>)state!).Cancel(token), this);
        }
    }

    /// <inheritdoc/>
    public override void Finish() => _core.SetResult(Result);

    /// <inheritdoc/>
    public override void Fail(Exception exception) => _core.SetException(exception);

    /// <inheritdoc/>
    public TResult GetResult(short token)
    {
        // Throws for a task that was awaited before. One that is not over throws below, and keeps the object.
        var isOver = _core.GetStatus(token) != ValueTaskSourceStatus.Pending;
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (isOver)
            {
                Recycle();
            }
        }
    }

    /// <inheritdoc/>
    void IValueTaskSource.GetResult(short token) => GetResult(token);

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Lets go of what the call was about.</summary>
    protected virtual void Forget()
    {
    }

    private void Cancel(CancellationToken token) => Vp.Slot.Stop(this, token);

    private void Recycle()
    {
        // Does not wait for a callback that runs right now: it finds another token here, or the call of another caller that uses the same one, whose cancellation it is too.
        _registration.Unregister();
        _registration = default;
        Cancellation = default;
        Result = default!;
        Forget();
        _core.Reset();
        Vp.Operations.Return(this);
    }
}
