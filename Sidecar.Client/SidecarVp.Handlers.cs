using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Sidecar.Client.Commands;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Client;

/// <content>Handlers: what the generated calls (<c>AsyncHandlerCalls</c>) are written over.</content>
public sealed partial class SidecarVp : IAsyncCommandChannel
{
    /// <inheritdoc/>
    /// <remarks>
    /// Cancellation asks the handler to end; what it answers then is an ordinary answer. A token that is cancelled already ends the call before it begins, with <see cref="OperationCanceledException"/>.
    /// </remarks>
    /// <exception cref="SidecarException">The handler failed, the VP is gone or busy, or the handler did not stop in time.</exception>
    public ValueTask<TResponse> CallAsync<TRequest, TResponse>(uint command, in TRequest request, CancellationToken cancellation = default)
        where TRequest : unmanaged
        where TResponse : unmanaged
    {
        PayloadSize.Check<TRequest>();
        PayloadSize.Check<TResponse>();
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResponse>(cancellation);
        }

        var call = Operations.Rent<CallOperation<TResponse>>() ?? new CallOperation<TResponse>(this);
        var task = call.Task;
        call.Begin(command, MemoryMarshal.AsBytes(new ReadOnlySpan<TRequest>(in request)), cancellation);
        return task;
    }

    /// <inheritdoc/>
    /// <inheritdoc cref="CallAsync{TRequest,TResponse}"/>
    public ValueTask<TResponse> CallAsync<TResponse>(uint command, CancellationToken cancellation = default)
        where TResponse : unmanaged
    {
        PayloadSize.Check<TResponse>();
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResponse>(cancellation);
        }

        var call = Operations.Rent<CallOperation<TResponse>>() ?? new CallOperation<TResponse>(this);
        var task = call.Task;
        call.Begin(command, default, cancellation);
        return task;
    }

    /// <inheritdoc/>
    /// <inheritdoc cref="CallAsync{TRequest,TResponse}"/>
    public ValueTask SendAsync<TRequest>(uint command, in TRequest request, CancellationToken cancellation = default)
        where TRequest : unmanaged
        => ExecuteAsync(command, MemoryMarshal.AsBytes(new ReadOnlySpan<TRequest>(in request)), default, cancellation);

    /// <inheritdoc/>
    /// <inheritdoc cref="CallAsync{TRequest,TResponse}"/>
    public ValueTask SendAsync(uint command, CancellationToken cancellation = default) => ExecuteAsync(command, default, default, cancellation);
}
