using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client;
using Sidecar.Client.Devices;
using Sidecar.Gateway.Handlers;
using Sidecar.Gateway.Vps;

namespace Sidecar.Gateway.Calls;

/// <summary>Carries calls out: finds a VP, gives it the command, stops it when the time is up, the caller goes or the gateway ends. A VP that turns out not to serve costs another try, not the call.</summary>
/// <param name="pool">The VPs.</param>
/// <param name="shutdown">The end of the gateway.</param>
internal sealed class CallDispatcher(VpPool pool, CancellationToken shutdown)
{
    /// <summary>Carries out a call.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="request">Its request.</param>
    /// <param name="response">Gets its response.</param>
    /// <param name="target">Where.</param>
    /// <param name="limit">Time for all of it.</param>
    /// <param name="aborted">The caller's going away.</param>
    public async Task<CallResult> CallAsync(HandlerInfo handler, ReadOnlyMemory<byte> request, Memory<byte> response, CallTarget target, TimeSpan limit, CancellationToken aborted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, shutdown);
        end.CancelAfter(limit);
        while (true)
        {
            VpRent rent;
            VpLane? wanted = null;
            try
            {
                if (!TryFind(target, out wanted))
                {
                    return new CallResult(target.Key is null ? CallEnd.NotSidecars : CallEnd.NoneServes);
                }

                rent = await pool.RentAsync(wanted, end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return new CallResult(EndOf(aborted, CallEnd.NoVpInTime), wanted);
            }

            if (rent.Lane is not { } lane)
            {
                if (rent.Refusal == Refusal.Absent && target.Key is not null && rent.Absence == Absence.Gone)
                {
                    continue;
                }

                return Refused(rent, wanted);
            }

            if (await CarryOutAsync(lane, handler, request, response, aborted, end.Token).ConfigureAwait(false) is { } result)
            {
                return result;
            }
        }
    }

    private static CallResult Refused(VpRent rent, VpLane? wanted) => new(
        rent.Refusal switch
        {
            Refusal.QueueFull => CallEnd.QueueFull,
            Refusal.NoneServes => CallEnd.NoneServes,
            _ => rent.Absence switch { Absence.Gone => CallEnd.NotSidecars, Absence.Broken => CallEnd.VpFailed, _ => CallEnd.VpBusy },
        },
        wanted);

    private bool TryFind(CallTarget target, out VpLane? lane)
    {
        lane = target.Vp is { } index ? pool.Find(index) : target.Key is { } key ? pool.LaneOf(key) : null;
        return lane is not null || (target.Vp is null && target.Key is null);
    }

    /// <summary>Null when nothing was started, and the VP is out of the pool: another may do.</summary>
    private async Task<CallResult?> CarryOutAsync(VpLane lane, HandlerInfo handler, ReadOnlyMemory<byte> request, Memory<byte> response, CancellationToken aborted, CancellationToken end)
    {
        var absence = Absence.None;
        try
        {
            lane.NoteBegin(handler);
            await lane.Vp.ExecuteAsync(handler.Number, request.Span, response, end).ConfigureAwait(false);
            lane.NoteEnd();
            var how = end.IsCancellationRequested ? EndOf(aborted, CallEnd.Stopped) : lane.IsConverting ? CallEnd.Converted : CallEnd.Answered;
            return new CallResult(how, lane, HasAnswer: true);
        }
        catch (OperationCanceledException)
        {
            return new CallResult(EndOf(aborted, CallEnd.NoVpInTime), lane);
        }
        catch (ObjectDisposedException)
        {
            return new CallResult(CallEnd.ShutDown, lane);
        }
        catch (SidecarException exception)
        {
            absence = AbsentVps.After(exception, lane.Vp);
            if (exception.Kind == SidecarErrorKind.Busy || (exception.Kind == SidecarErrorKind.Removed && exception.Errno == Errno.ENOENT))
            {
                return null;
            }

            lane.NoteEnd();
            lane.NoteError();
            return new CallResult(EndOf(exception, absence, lane, aborted, end), lane, exception.CommandText is { Length: > 0 } text && absence == Absence.None ? text : exception.Message);
        }
        finally
        {
            pool.Return(lane, absence);
        }
    }

    private CallEnd EndOf(SidecarException exception, Absence absence, VpLane lane, CancellationToken aborted, CancellationToken end) => exception.Kind switch
    {
        SidecarErrorKind.Command when absence == Absence.None => CallEnd.HandlerFailed,
        SidecarErrorKind.TimedOut when lane.IsConverting && !end.IsCancellationRequested => CallEnd.Kept,
        SidecarErrorKind.TimedOut => EndOf(aborted, CallEnd.Unanswered),
        _ => CallEnd.VpFailed,
    };

    private CallEnd EndOf(CancellationToken aborted, CallEnd otherwise) => aborted.IsCancellationRequested ? CallEnd.Abandoned : shutdown.IsCancellationRequested ? CallEnd.ShutDown : otherwise;
}
