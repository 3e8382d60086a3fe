using System;
using System.Threading.Tasks;
using Sidecar.Client.Commands;
using Sidecar.Client.Cpus;

namespace Sidecar.Client;

/// <content>Whose the CPU is.</content>
public sealed partial class SidecarVp
{
    /// <summary>Whose the CPU is at this moment, by a look at sysfs.</summary>
    public CpuState GetCpuState() => Node.Sysfs.StateOf(Index);

    /// <summary>
    /// Gives the CPU to Linux: brings it online there. The claim of this client is given up first, since Linux does not get a CPU that a program has; afterwards commands fail with
    /// <see cref="SidecarErrorKind.Removed"/>.
    /// </summary>
    /// <exception cref="SidecarException">A command is under way, another program has the VP, or Linux or the driver could not do it; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public async Task ConvertAsync()
    {
        var move = new CpuMove(this);
        Slot.Withdraw(move);
        try
        {
            await HotplugThread.RunAsync(() => Node.Sysfs.SetOnline(Index, isOnline: true)).ConfigureAwait(false);
        }
        finally
        {
            Slot.Return(move);
        }
    }

    /// <summary>Takes the CPU from Linux and gives it back to the sidecar. Its pages begin anew, and with them the guest's registers and the state of handlers.</summary>
    /// <exception cref="SidecarException">Linux or the driver could not do it; the message says why.</exception>
    public Task GiveBackAsync() => HotplugThread.RunAsync(() => Node.Sysfs.SetOnline(Index, isOnline: false));
}
