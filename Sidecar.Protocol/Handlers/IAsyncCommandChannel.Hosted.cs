using System.Threading;
using System.Threading.Tasks;

namespace Sidecar.Protocol.Handlers;

/// <summary>
/// A VP as a hosted program sees it when it calls a handler and does not wait on a thread: the generated <c>AsyncHandlerCalls</c> are written over this, the Linux client implements it. A call that does
/// not succeed throws. Request and response are at most 1,024 bytes each, and unmanaged: what they are is what travels.
/// </summary>
public interface IAsyncCommandChannel
{
    /// <summary>Calls a handler that takes a request and answers.</summary>
    /// <param name="command">The handler's number.</param>
    /// <param name="request">Copied before the call returns.</param>
    /// <param name="cancellation">Asks the handler to end.</param>
    ValueTask<TResponse> CallAsync<TRequest, TResponse>(uint command, in TRequest request, CancellationToken cancellation)
        where TRequest : unmanaged
        where TResponse : unmanaged;

    /// <summary>Calls a handler that takes nothing and answers.</summary>
    /// <param name="command">The handler's number.</param>
    /// <param name="cancellation">Asks the handler to end.</param>
    ValueTask<TResponse> CallAsync<TResponse>(uint command, CancellationToken cancellation)
        where TResponse : unmanaged;

    /// <summary>Calls a handler that takes a request and has no answer.</summary>
    /// <param name="command">The handler's number.</param>
    /// <param name="request">Copied before the call returns.</param>
    /// <param name="cancellation">Asks the handler to end.</param>
    ValueTask SendAsync<TRequest>(uint command, in TRequest request, CancellationToken cancellation)
        where TRequest : unmanaged;

    /// <summary>Calls a handler that takes nothing and has no answer.</summary>
    /// <param name="command">The handler's number.</param>
    /// <param name="cancellation">Asks the handler to end.</param>
    ValueTask SendAsync(uint command, CancellationToken cancellation);
}
