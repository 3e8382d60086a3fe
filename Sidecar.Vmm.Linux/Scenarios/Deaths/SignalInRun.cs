using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Client.Devices;
using Sidecar.Protocol.Pages;
using Sidecar.Samples;
using Sidecar.Vmm.Linux.Host;

namespace Sidecar.Vmm.Linux.Scenarios.Deaths;

/// <summary>A thread that waits in the driver for a command's end (RUN) and gets a signal: the command is stopped, answered, and the VP serves.</summary>
internal static class SignalInRun
{
    /// <summary>Plays it.</summary>
    /// <param name="vp">A VP that is nobody's. It is used through a device of its own, without the client's loop.</param>
    public static async Task<string> PlayAsync(SidecarVp vp)
    {
        var path = new SidecarOptions().DevicePath + vp.Node.Index.ToString(CultureInfo.InvariantCulture);
        Steps.Expect(LinuxSidecarDevice.TryOpen(path, out var device) == Errno.None, $"{path} cannot be opened again");
        await using var client = SidecarClient.Open([device!]);
        var own = client[vp.Index];
        using var interruption = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, static context => context.Cancel = true);
        var (thread, error) = (0, Errno.None);
        ref var page = ref own.CommandPage;
        page.Command = (SidecarCommand)HandlerNumbers.Primes;
        page.HasError = 0;
        MemoryMarshal.Write(page.Payload, new Primes.Request { From = 2, To = Primes.Limit });
        page.Reserved[0] = 0;
        var running = Task.Factory.StartNew(
            () =>
            {
                Volatile.Write(ref thread, Signals.ThisThread());
                error = device!.Run(vp.Index);
            },
            TaskCreationOptions.LongRunning);
        await Until.HoldsAsync(() => own.Progress > 0, $"{vp} does not run");
        Steps.Expect(Signals.Send(Environment.ProcessId, Volatile.Read(ref thread), Signals.Window) == 0, $"the thread takes no signal");
        await running.WaitAsync(Until.Patience);
        var response = MemoryMarshal.Read<Primes.Response>(own.CommandPage.Payload);
        Steps.Expect(error == Errno.None && response.Stopped, $"RUN ended with {error}, stopped {response.Stopped}");
        await own.TestAsync();
        return $"a search for primes was stopped at {response.Next} by a signal to the thread that waited for it";
    }
}
