using Sidecar.Client.Devices;
using Sidecar.Protocol.Pages;

namespace Sidecar.Client.Commands;

/// <content>Commands of a VP whose CPU is Linux's: the driver carries them out on the thread that asks.</content>
internal sealed partial class CommandSlot
{
    /// <summary>Milliseconds to the next request for a stop: one that comes before the driver has begun with the command finds nothing to stop.</summary>
    private const long LocalStopInterval = 10;

    private bool _isLocal;

    /// <summary>Takes the command page. No claim: those are for CPUs of the sidecar.</summary>
    /// <exception cref="SidecarException">Another call has it, or the device failed.</exception>
    /// <exception cref="System.ObjectDisposedException">The client is disposed.</exception>
    public void EnterLocal(VpOperation operation)
    {
        lock (_sync)
        {
            ThrowIfUnusable();
            ThrowIfTaken();
            _current = operation;
            _phase = SlotPhase.Held;
        }
    }

    /// <summary>Carries out the command on the page, which the call holds, on this thread.</summary>
    /// <exception cref="SidecarException">It did not succeed.</exception>
    /// <exception cref="System.ObjectDisposedException">The client is disposed.</exception>
    public void ExecuteLocal(VpOperation operation)
    {
        ref var page = ref operation.Vp.Pages.Command;
        lock (_sync)
        {
            ThrowIfUnusable();
            _command = operation.Command;
            page.Command = (SidecarCommand)_command;
            _isLocal = true;
            _phase = SlotPhase.Running;
            if (operation.Cancellation.IsCancellationRequested)
            {
                StopCurrent();
            }
        }

        Errno error;
        try
        {
            error = node.Device.ExecuteLocal(cpu);
        }
        finally
        {
            lock (_sync)
            {
                _isLocal = false;
                Leave(operation);
            }
        }

        if (error != Errno.None)
        {
            throw DeviceErrors.Local(node.Device, cpu, operation.Name, error);
        }

        operation.Read(ref page);
    }

    /// <summary>Asks again, as long as the command is there. True when this was about one.</summary>
    private bool StopLocalAgain()
    {
        if (!_isLocal)
        {
            return false;
        }

        RequestStop();
        return true;
    }
}
