using System.Threading.Tasks;

namespace Sidecar.Client;

/// <content>Whose the CPU is.</content>
public sealed partial class SidecarVp
{
    /// <summary>Whose the CPU is at this moment, by a look at sysfs.</summary>
    public CpuState GetCpuState() => Node.Sysfs.StateOf(Index);

    /// <summary>
    /// Gives the CPU to Linux: brings it online there. A command that is under way on it is stopped by the driver. From then on commands fail with <see cref="SidecarErrorKind.Removed"/>.
    /// </summary>
    /// <exception cref="SidecarException">Linux or the driver could not do it; the message says why.</exception>
    public Task ConvertAsync() => Task.Run(() => Node.Sysfs.SetOnline(Index, isOnline: true));

    /// <summary>Takes the CPU from Linux and gives it back to the sidecar. Its pages begin anew, and with them the guest's registers and the state of handlers.</summary>
    /// <exception cref="SidecarException">Linux or the driver could not do it; the message says why.</exception>
    public Task GiveBackAsync() => Task.Run(() => Node.Sysfs.SetOnline(Index, isOnline: false));
}
