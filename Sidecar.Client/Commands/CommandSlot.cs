using System;
using System.Threading;
using Sidecar.Client.Devices;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <summary>
/// One VP's command page and who has it: one call at a time, from <see cref="Enter"/> to the completion of its last command. Its lock orders starts, stops and completions of the VP,
/// so a stop never hits another command than the one it is meant for. For any thread.
/// </summary>
/// <param name="node">The node's device and its loop.</param>
/// <param name="cpu">The VP.</param>
/// <param name="stopTimeout">Time that a command may take to end once it was asked to.</param>
internal sealed partial class CommandSlot(NodeLink node, uint cpu, TimeSpan stopTimeout)
{
    private readonly Lock _sync = new();
    private volatile SlotPhase _phase;
    private VpOperation? _current;
    private uint _command;
    private bool _isStopAsked;
    private bool _isClaimed;
    private bool _isClosed;
    private Errno? _failure;
    private long _deadline;
    private long _givenUpAt;
    private bool _isGivenUp;

    /// <summary>Whether the VP has the command page.</summary>
    public bool IsRunning => _phase is SlotPhase.Running or SlotPhase.RunningHere or SlotPhase.Late;

    /// <summary>Takes the command page for a call, and the VP for this client, which keeps it.</summary>
    /// <exception cref="SidecarException">Another call has it, or another program, or the device failed.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public void Enter(VpOperation operation)
    {
        lock (_sync)
        {
            ThrowIfUnusable();
            if (_phase != SlotPhase.Idle)
            {
                throw CommandErrors.Busy(cpu, _phase == SlotPhase.Late ? $"{CommandErrors.NameOf(_command)}, which was given up and has not ended" : CommandErrors.NameOf(_command));
            }

            TakeClaim(operation);
            _current = operation;
            _command = operation.Command;
            _isStopAsked = false;
            _phase = SlotPhase.Held;
        }
    }

    /// <summary>Starts the command on the page, which the call holds. When that fails the page is free again.</summary>
    /// <exception cref="SidecarException">It was not started.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public void Launch(VpOperation operation)
    {
        lock (_sync)
        {
            try
            {
                ThrowIfUnusable();
                operation.Vp.Pages.Command.Command = (SidecarCommand)operation.Command;
                var error = node.Device.Start(cpu);
                if (error != Errno.None)
                {
                    // A driver may take a claim back together with the CPU.
                    _isClaimed &= error != Errno.ENOENT;
                    throw DeviceErrors.Vp(node.Device, cpu, CommandErrors.NameOf(operation.Command), error);
                }
            }
            catch
            {
                BecomeIdle();
                throw;
            }

            _phase = SlotPhase.Running;
            if (_isStopAsked)
            {
                RequestStop();
            }
            else if (operation.Timeout > 0)
            {
                SetDeadline(operation.Timeout);
            }
        }
    }

    /// <summary>Carries out a command on this thread, for the holder of a channel. When the answer is <see cref="Errno.ETIMEDOUT"/> the page is the VP's, and the holder's no more.</summary>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public Errno RunHere(SidecarChannel.Holder holder, uint command)
    {
        lock (_sync)
        {
            ThrowIfUnusable();
            holder.Vp.Pages.Command.Command = (SidecarCommand)command;
            _command = command;
            _isStopAsked = false;
            _phase = SlotPhase.RunningHere;
        }

        // Not under the lock, which a stop needs.
        var error = node.Device.Run(cpu);
        lock (_sync)
        {
            _deadline = 0;
            _phase = SlotPhase.Held;
            if (error == Errno.ETIMEDOUT)
            {
                BecomeIdle();
                _phase = SlotPhase.Late;
            }
        }

        return error;
    }

    /// <summary>Ends a channel.</summary>
    public void Leave(SidecarChannel.Holder holder)
    {
        lock (_sync)
        {
            if (_current == holder)
            {
                BecomeIdle();
            }
        }
    }

    /// <summary>Whether a channel still has the page to itself.</summary>
    public bool IsHeldBy(SidecarChannel.Holder holder)
    {
        lock (_sync)
        {
            return _current == holder && _phase == SlotPhase.Held && !_isClosed;
        }
    }

    /// <summary>The VP is done, and its number was read from the device. False when nothing was expected of it.</summary>
    public bool OnCompletion()
    {
        VpOperation operation;
        lock (_sync)
        {
            if (_phase == SlotPhase.Late)
            {
                BecomeIdle();
                return true;
            }

            if (_phase != SlotPhase.Running)
            {
                return false;
            }

            operation = _current!;
            _deadline = 0;
            _phase = SlotPhase.Held;
        }

        try
        {
            if (operation.IsOverdue)
            {
                throw CommandErrors.Overdue(cpu, operation.Command, TimeSpan.FromMilliseconds(operation.Timeout));
            }

            if (!operation.Read(ref operation.Vp.Pages.Command))
            {
                // The next command of the same call. This is the loop's thread, and starting one does not wait.
                Launch(operation);
                return true;
            }
        }
        catch (Exception exception)
        {
            End(operation, exception);
            return true;
        }

        End(operation, null);
        return true;
    }

    private void End(VpOperation operation, Exception? exception)
    {
        lock (_sync)
        {
            // Unless the start of a next command failed and has done so, or the whole device failed.
            if (_current == operation)
            {
                BecomeIdle();
            }
        }

        // The page is free before the caller hears of it: what it calls next finds it so.
        if (exception is null)
        {
            operation.Finish();
        }
        else
        {
            operation.Fail(exception);
        }
    }

    private void BecomeIdle()
    {
        _phase = SlotPhase.Idle;
        _current = null;
        _deadline = 0;
        _isStopAsked = false;
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(SidecarClient));
        if (_failure is { } error)
        {
            throw DeviceErrors.Gone(node.Device, error);
        }
    }
}
