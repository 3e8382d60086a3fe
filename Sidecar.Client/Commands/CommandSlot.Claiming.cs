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
            ThrowIfTaken();
            return GiveClaimBack();
        }
    }

    /// <summary>
    /// Takes the VP from all calls, and the claim from this client, for as long as something else is done with its CPU: Linux does not get one that a program has. Ended by <see cref="Return"/>.
    /// </summary>
    /// <exception cref="SidecarException">A command is under way, or the driver refuses.</exception>
    public void Withdraw(VpOperation purpose)
    {
        lock (_sync)
        {
            ThrowIfUnusable();
            ThrowIfTaken();
            GiveClaimBack();
            _current = purpose;
            _phase = SlotPhase.Held;
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
                throw DeviceErrors.Vp(node.Device, cpu, purpose?.Name ?? "claim", error);
            }

            _isClaimed = error == Errno.None;
            node.HasNoClaims = !_isClaimed;
        }

        return _isClaimed;
    }

    private bool GiveClaimBack()
    {
        if (!_isClaimed)
        {
            return false;
        }

        var error = node.Device.Release(cpu);
        _isClaimed = error != Errno.None;
        return !_isClaimed ? true : throw DeviceErrors.Vp(node.Device, cpu, "release", error);
    }
}
