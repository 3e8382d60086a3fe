using Sidecar.Client.Devices;

namespace Sidecar.Client.Commands;

/// <content>Whose the VP is between commands.</content>
internal sealed partial class CommandSlot
{
    /// <summary>Keeps the VP for this client. False when the driver has no claims.</summary>
    /// <exception cref="SidecarException">Another program has it, or the CPU is not the sidecar's.</exception>
    public bool Claim()
    {
        lock (_sync)
        {
            ThrowIfUnusable();
            return TakeClaim(null);
        }
    }

    /// <summary>Lets other programs have the VP. False when the driver has no claims, or there was none.</summary>
    /// <exception cref="SidecarException">A command is under way, or the driver refuses.</exception>
    public bool Release()
    {
        lock (_sync)
        {
            ThrowIfUnusable();
            if (_phase != SlotPhase.Idle)
            {
                throw CommandErrors.Busy(cpu, CommandErrors.NameOf(_command));
            }

            if (!_isClaimed)
            {
                return false;
            }

            _isClaimed = false;
            var error = node.Device.Release(cpu);
            return error == Errno.None ? true : throw DeviceErrors.Vp(node.Device, cpu, "release", error);
        }
    }

    /// <summary>
    /// Before anything is written to the command page, which may be in another program's use: what is written there while its command is about to be taken becomes part of that. A driver without
    /// claims, OpenHCL's, leaves that to its programs.
    /// </summary>
    private bool TakeClaim(VpOperation? purpose)
    {
        if (!_isClaimed && !node.HasNoClaims)
        {
            var error = node.Device.Claim(cpu);
            if (error is not (Errno.None or Errno.ENOTTY))
            {
                throw DeviceErrors.Vp(node.Device, cpu, purpose is null ? "claim" : CommandErrors.NameOf(purpose.Command), error);
            }

            _isClaimed = error == Errno.None;
            node.HasNoClaims = !_isClaimed;
        }

        return _isClaimed;
    }
}
