using System;
using System.Threading;
using Sidecar.Client.Devices;

namespace Sidecar.Client.Commands;

/// <content>How a command ends before its time: by a stop, by the clock, with the device, with the client.</content>
internal sealed partial class CommandSlot
{
    /// <summary>Whether the clock has to be looked at for this VP.</summary>
    public bool HasDeadline => Volatile.Read(ref _deadline) != 0;

    /// <summary>Whether nobody waits for this VP any more.</summary>
    public bool IsSettled
    {
        get
        {
            lock (_sync)
            {
                return _phase is SlotPhase.Idle or SlotPhase.Late || IsAtRest;
            }
        }
    }

    /// <summary>Between the commands of a call that keeps the page for as long as its owner likes.</summary>
    private bool IsAtRest => _phase == SlotPhase.Held && _current!.KeepsPage;

    /// <summary>Asks for the end of whatever command is under way or about to start. False when there is none.</summary>
    public bool Stop()
    {
        lock (_sync)
        {
            return StopCurrent();
        }
    }

    /// <summary>Asks for the end of one call, as long as it is the one under way and still the one with that token.</summary>
    public void Stop(VpOperation operation, CancellationToken token)
    {
        lock (_sync)
        {
            if (_current == operation && operation.Cancellation == token)
            {
                StopCurrent();
            }
        }
    }

    /// <summary>Stops what takes too long, gives up what does not stop.</summary>
    /// <param name="now">Milliseconds of <see cref="Environment.TickCount64"/>.</param>
    public void OnTick(long now)
    {
        VpOperation? lost = null;
        lock (_sync)
        {
            if (_deadline == 0 || now < _deadline || _phase != SlotPhase.Running)
            {
                return;
            }

            _deadline = 0;
            if (StopLocalAgain())
            {
                return;
            }

            if (_isStopAsked)
            {
                lost = _current;
                _current = null;
                _phase = SlotPhase.Late;
            }
            else
            {
                _current!.IsOverdue = true;
                StopCurrent();
            }
        }

        lost?.Fail(CommandErrors.Unanswered(cpu, lost.Command, stopTimeout));
    }

    /// <summary>The device failed: nothing will be heard of the VP any more.</summary>
    public void OnDeviceFailure(Errno error)
    {
        VpOperation? lost = null;
        lock (_sync)
        {
            _failure = error;
            if (IsRunning)
            {
                lost = _current;
                BecomeIdle();
            }
        }

        lost?.Fail(DeviceErrors.Gone(node.Device, error));
    }

    /// <summary>Lets no command begin any more and stops the one that is under way.</summary>
    public void Close()
    {
        lock (_sync)
        {
            _isClosed = true;
            StopCurrent();
        }
    }

    private bool StopCurrent()
    {
        if (_phase is SlotPhase.Idle or SlotPhase.Late || IsAtRest)
        {
            return false;
        }

        if (!_isStopAsked)
        {
            _isStopAsked = true;
            if (_phase == SlotPhase.Running)
            {
                RequestStop();
            }
        }

        return true;
    }

    private void RequestStop()
    {
        // EINVAL: the command is over and its completion on its way. Whatever else is wrong, the clock sees to it.
        _ = node.Device.Stop(cpu);
        SetDeadline(_isLocal ? LocalStopInterval : (long)stopTimeout.TotalMilliseconds);
    }

    private void SetDeadline(long milliseconds)
    {
        // Never 0, which means none.
        Volatile.Write(ref _deadline, Math.Max(1, Environment.TickCount64 + milliseconds));
        node.Loop.WatchClock();
    }
}
