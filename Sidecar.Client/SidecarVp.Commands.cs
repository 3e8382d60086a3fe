using System;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client.Commands;
using Sidecar.Protocol.Pages;
using Sidecar.Protocol.Tlfs;

namespace Sidecar.Client;

/// <content>The kernel's own commands.</content>
public sealed partial class SidecarVp
{
    /// <summary>Milliseconds that a command may take before it is stopped; 0 for one that takes as long as it takes: the guest, a handler.</summary>
    internal long TimeoutOf(uint command) => command is < SidecarLimits.FirstHandlerCommand and not (uint)SidecarCommand.RUN_VP
        ? (long)Node.Options.CommandTimeout.TotalMilliseconds
        : 0;

    /// <summary>
    /// Runs the guest on this VP, in VTL0, until something needs VTL2 or it is stopped: by cancellation, by <see cref="Stop"/>, or when the client is disposed. A stop is an ordinary end, and no
    /// exception. Registers go in and come out by <see cref="CpuContext"/> and <see cref="RegisterPage"/>. Allocates nothing, when its task is awaited before the next run of the VP.
    /// </summary>
    /// <param name="cancellation">Stops the run. One that is cancelled already ends it before it begins.</param>
    /// <returns>Whether <see cref="Intercept"/> says why the guest stopped. To be awaited once.</returns>
    /// <exception cref="SidecarException">The sidecar refused, the VP is gone or busy, or a stop was not answered in time.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public ValueTask<RunResult> RunAsync(CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return new ValueTask<RunResult>(new RunResult(intercepted: false));
        }

        var run = Operations.Rent<RunOperation>() ?? new RunOperation(this);
        var task = run.Task;
        run.Begin(cancellation);
        return task;
    }

    /// <summary>Sees whether the VP answers (NONE).</summary>
    /// <exception cref="SidecarException">It does not, or is gone or busy.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public ValueTask TestAsync()
    {
        var test = Operations.Rent<PlainOperation>() ?? new PlainOperation(this);
        var task = test.TaskWithoutResult;
        if (test.TryEnter((uint)SidecarCommand.NONE))
        {
            test.Launch();
        }

        return task;
    }

    /// <summary>Translates an address of the guest's by its page tables (TRANSLATE_GVA). That the guest has nothing there is an answer, and no exception.</summary>
    /// <param name="address">Guest virtual address.</param>
    /// <param name="flags">What to check, and as whom; which VTL's address space is said by <paramref name="vtl"/>.</param>
    /// <param name="vtl">Whose address space.</param>
    /// <exception cref="SidecarException">Sidecar or hypervisor refused, or the VP is gone, busy or silent.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public ValueTask<Translation> TranslateAsync(ulong address, TranslateGvaControlFlagsX64 flags = default, Vtl vtl = Vtl.Vtl0)
    {
        flags.InputVtl = HvInputVtl.FromVtl((byte)vtl);
        var translation = Operations.Rent<TranslateOperation>() ?? new TranslateOperation(this);
        var task = translation.Task;
        translation.Begin(address, flags);
        return task;
    }

    /// <summary>Any command by its number, with bytes for its arguments and results: for what has no call of its own.</summary>
    /// <param name="command">The number.</param>
    /// <param name="request">What the request data begins with, at most 1,024 bytes; the rest stays what the last command left.</param>
    /// <param name="response">Gets as many bytes of the request data as it has room for, at most 1,024, when the command is over without an error.</param>
    /// <param name="cancellation">Asks the command to end, which is no error by itself.</param>
    /// <exception cref="ArgumentException">Request or response is larger than the command page has room for.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it began.</exception>
    /// <exception cref="SidecarException">The sidecar refused, the VP is gone or busy, or a stop was not answered in time.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public ValueTask ExecuteAsync(uint command, ReadOnlySpan<byte> request, Memory<byte> response, CancellationToken cancellation = default)
    {
        PayloadSize.Check(request.Length, nameof(request));
        PayloadSize.Check(response.Length, nameof(response));
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellation);
        }

        var execution = Operations.Rent<RawOperation>() ?? new RawOperation(this);
        var task = execution.TaskWithoutResult;
        execution.Begin(command, request, response, cancellation);
        return task;
    }
}
