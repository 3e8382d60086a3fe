using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Text;
using Sidecar.Vmm.Exits;
using Sidecar.Vmm.Loading;
using Sidecar.Vmm.State;

namespace Sidecar.Vmm.Linux.Guests;

/// <summary>
/// The guest on one VP. While the CPU is the sidecar's, the run is awaited and costs no thread; once it is Linux's, a thread that is bound to it runs the guest there. Exits are handled the
/// same way in both cases (<see cref="GuestExits"/>), over a channel that is open while one is handled.
/// </summary>
/// <param name="vp">The VP.</param>
/// <param name="vtl0">VTL0.</param>
/// <param name="print">Takes the guest's lines.</param>
internal sealed class GuestVp(SidecarVp vp, Vtl0 vtl0, Action<string> print)
{
    private const int TextCapacity = 240;

    private GuestState _state;
    private SidecarChannel? _channel;

    /// <summary>The VP.</summary>
    public SidecarVp Vp => vp;

    /// <summary>VTL0.</summary>
    public Vtl0 Vtl0 => vtl0;

    /// <summary>How far the guest is. Another thread's while it runs.</summary>
    public ref GuestState State => ref _state;

    /// <summary>Whether the CPU was given to Linux for the guest.</summary>
    public bool IsLocal { get; private set; }

    /// <summary>How far the guest is, in words.</summary>
    public string Text
    {
        get
        {
            var text = new Utf8Writer(stackalloc byte[TextCapacity]);
            GuestText.Write(ref text, in _state);
            return $"{vp}'s guest: {Encoding.UTF8.GetString(text.Written)}{(_state.Problem == GuestProblem.Command && Refusal is { } why ? $" ({why.Message})" : "")}";
        }
    }

    /// <summary>The channel by which an exit is handled; opened by the first command that needs one.</summary>
    public SidecarChannel Channel => _channel ??= vp.OpenChannel();

    /// <summary>Why the last command was refused that was: the guest may be at fault, and get an exception for it, so that by itself it ends nothing.</summary>
    public SidecarException? Refusal { get; set; }

    /// <summary>Takes a line of the guest's.</summary>
    public void Print(string line) => print(line);

    /// <summary>Puts the VP to the first instruction of the guest that is loaded. False when that was refused; the text says why.</summary>
    /// <param name="ordinal">Which of the guest's VPs it is, from 0.</param>
    /// <param name="count">Number of the guest's VPs.</param>
    public bool Prepare(uint ordinal, uint count)
    {
        var access = new GuestVpAccess(this);
        try
        {
            var problem = GuestStart.Prepare(ref access, vtl0.Image(), ordinal, count);
            return problem == GuestProblem.None || !GuestExits.GiveUp(ref _state, problem);
        }
        catch (SidecarException exception)
        {
            return !GiveUp(exception);
        }
        finally
        {
            CloseChannel();
        }
    }

    /// <summary>Runs the guest on until it ends, here or there. What came of it is in <see cref="State"/>.</summary>
    /// <param name="policy">What becomes of the CPU.</param>
    /// <param name="cancellation">Stops the guest, which can be run on afterwards.</param>
    public async Task RunAsync(ConversionPolicy policy, CancellationToken cancellation)
    {
        try
        {
            if (_state.Phase == GuestPhase.Stopped)
            {
                _state.Phase = GuestPhase.Ready;
                _state.StopAsked = false;
            }

            if (IsLocal || (!await RunRemotelyAsync(policy, cancellation) && _state.Phase == GuestPhase.Running))
            {
                await MoveToLinuxAsync(cancellation);
            }
        }
        catch (SidecarException exception)
        {
            GiveUp(exception);
        }
    }

    /// <summary>Gives the CPU back to the sidecar, if it was given to Linux.</summary>
    public async Task ReturnAsync()
    {
        if (IsLocal)
        {
            await vp.GiveBackAsync();
            IsLocal = false;
        }
    }

    /// <summary>False when the guest is to go on on Linux: its exit is on the command page, and not handled yet.</summary>
    private async Task<bool> RunRemotelyAsync(ConversionPolicy policy, CancellationToken cancellation)
    {
        while (_state.Phase == GuestPhase.Ready)
        {
            _state.Phase = GuestPhase.Running;
            var result = await vp.RunAsync(cancellation);
            if (result.IsIntercepted && policy == ConversionPolicy.ConvertOnFirstExit)
            {
                return false;
            }

            EndRun(result, cancellation);
        }

        return true;
    }

    private async Task MoveToLinuxAsync(CancellationToken cancellation)
    {
        if (!IsLocal)
        {
            await vp.ConvertAsync();
            IsLocal = true;
        }

        await BoundThread.RunAsync(vp.Index, () => RunLocally(cancellation));
    }

    private void RunLocally(CancellationToken cancellation)
    {
        using var channel = vp.OpenLocalChannel();
        _channel = channel;
        try
        {
            // The first command takes the register page over from the sidecar: it must not come between a change of that page and the run that is to see it.
            if (!channel.Execute((uint)SidecarCommand.NONE))
            {
                GiveUp(channel.Error!);
            }
            else if (_state.Phase == GuestPhase.Running)
            {
                // The exit because of which the CPU came here.
                EndRun(new RunResult(true), cancellation);
            }

            while (_state.Phase == GuestPhase.Ready)
            {
                _state.Phase = GuestPhase.Running;
                if (!channel.Run(out var result, cancellation))
                {
                    GiveUp(channel.Error!);
                }
                else if (!result.IsIntercepted && !cancellation.IsCancellationRequested)
                {
                    // Linux had work for this thread.
                    _state.Phase = GuestPhase.Ready;
                }
                else
                {
                    EndRun(result, cancellation);
                }
            }
        }
        finally
        {
            _channel = null;
        }
    }

    private bool GiveUp(SidecarException exception)
    {
        Refusal = exception;
        return GuestExits.GiveUp(ref _state, GuestProblem.Command);
    }

    /// <summary>Handles the end of a run. The result is what was read once, whatever the page says by now.</summary>
    private void EndRun(RunResult result, CancellationToken cancellation)
    {
        _state.StopAsked = cancellation.IsCancellationRequested;
        vp.CommandPage.RunResponse.Intercept = (byte)(result.IsIntercepted ? 1 : 0);
        var access = new GuestVpAccess(this);
        try
        {
            GuestExits.EndRun(ref access);
        }
        finally
        {
            CloseChannel();
        }
    }

    /// <summary>So that the next run finds the VP free. A channel on Linux's own CPU stays open for the life of its thread.</summary>
    private void CloseChannel()
    {
        if (!IsLocal)
        {
            _channel?.Dispose();
            _channel = null;
        }
    }
}
