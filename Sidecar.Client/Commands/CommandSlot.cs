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

    /// <summary>Whether the VP has the command page.</summary>
    public bool IsRunning => _phase is SlotPhase.Running or SlotPhase.Late;

    /// <summary>Takes the command page for a call, and the VP for this client, which keeps it.</summary>
    /// <exception cref="SidecarException">Another call has it, or another program, or the device failed.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public void Enter(VpOperation operation)
    {
        lock (_sync)
        {
            ThrowIfUnusable();
            ThrowIfTaken();
            TakeClaim(operation);
            _current = operation;
            _phase = SlotPhase.Held;
        }
    }

    /// <summary>Starts the command on the page, which the call holds. When that fails the call is over.</summary>
    /// <exception cref="SidecarException">It was not started.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public void Launch(VpOperation operation)
    {
        lock (_sync)
        {
            try
            {
                ThrowIfUnusable();
                _command = operation.Command;
                operation.Vp.Pages.Command.Command = (SidecarCommand)_command;
                var error = node.Device.Start(cpu);
                if (error != Errno.None)
                {
                    throw DeviceErrors.Vp(node.Device, cpu, operation.Name, error);
                }
            }
            catch
            {
                Leave(operation);
                throw;
            }

            _phase = SlotPhase.Running;
            if (_isStopAsked)
            {
                RequestStop();
            }
            else if (operation.Cancellation.IsCancellationRequested)
            {
                StopCurrent();
            }
            else if (operation.Timeout > 0)
            {
                SetDeadline(operation.Timeout);
            }
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

    /// <summary>Whether a call has the page to itself, with no command under way.</summary>
    public bool IsHeldBy(VpOperation operation)
    {
        lock (_sync)
        {
            return _current == operation && _phase == SlotPhase.Held && !_isClosed;
        }
    }

    /// <summary>Gives the page back, of a call that keeps it.</summary>
    public void Return(VpOperation operation)
    {
        lock (_sync)
        {
            if (_current == operation && _phase == SlotPhase.Held)
            {
                BecomeIdle();
            }
        }
    }

    private void End(VpOperation operation, Exception? exception)
    {
        lock (_sync)
        {
            Leave(operation);
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

    /// <summary>A command is over, and with it its call, unless that keeps the page for more. Nothing happens when it has lost the page already.</summary>
    private void Leave(VpOperation operation)
    {
        if (_current == operation)
        {
            BecomeIdle();
            if (operation.KeepsPage)
            {
                _current = operation;
                _phase = SlotPhase.Held;
            }
        }
    }

    private void BecomeIdle()
    {
        _phase = SlotPhase.Idle;
        _current = null;
        _deadline = 0;
        _isStopAsked = false;
    }

    private void ThrowIfTaken()
    {
        if (_phase != SlotPhase.Idle)
        {
            throw CommandErrors.Busy(cpu, _current?.Name ?? $"{CommandErrors.NameOf(_command)}, which was given up and has not ended");
        }
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
