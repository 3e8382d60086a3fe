using System.Threading;
using Sidecar.Client;
using Sidecar.Protocol.Pages;
using Sidecar.Vmm.Linux.Scenarios;

namespace Sidecar.Vmm.Linux.Guests;

/// <summary>Runs of a <see cref="TinyGuest"/> on Linux's own CPU, by a thread that is bound to it.</summary>
internal static class LocalRuns
{
    /// <summary>Opens the VP's channel, and looks whether it answers: that also takes the register page over from the sidecar, before the guest's registers are put there.</summary>
    /// <exception cref="StepException">It does not answer.</exception>
    public static SidecarChannel Open(SidecarVp vp)
    {
        var channel = vp.OpenLocalChannel();
        if (channel.Execute((uint)SidecarCommand.NONE))
        {
            return channel;
        }

        var why = channel.Error!;
        channel.Dispose();
        throw why;
    }

    /// <summary>Lets the guest count for ever, until it is stopped.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="guest">Its guest, loaded.</param>
    /// <param name="stop">Stops it.</param>
    public static void Spin(SidecarVp vp, TinyGuest guest, CancellationToken stop)
    {
        using var channel = Open(vp);
        Accept(guest.TryPrepare(channel, TinyGuest.SpinAddress), channel);
        while (!stop.IsCancellationRequested)
        {
            // A run ends also when Linux has work for the thread.
            Accept(channel.Run(out var result, stop), channel);
            Steps.Expect(result.IsStopped, $"{vp}: a guest without end was intercepted by {vp.Intercept.Kind}");
        }
    }

    /// <summary>Runs the guest to its exit some times over.</summary>
    /// <param name="vp">The VP.</param>
    /// <param name="guest">Its guest, loaded.</param>
    /// <param name="times">How often.</param>
    public static void Ask(SidecarVp vp, TinyGuest guest, int times)
    {
        using var channel = Open(vp);
        Accept(guest.TryPrepare(channel, TinyGuest.AskAddress), channel);
        for (var time = 0; time < times; time++)
        {
            RunResult result;
            do
            {
                Accept(channel.Run(out result), channel);
            }
            while (result.IsStopped);
            guest.Expect(result);
        }
    }

    private static void Accept(bool succeeded, SidecarChannel channel)
    {
        if (!succeeded)
        {
            throw channel.Error!;
        }
    }
}
