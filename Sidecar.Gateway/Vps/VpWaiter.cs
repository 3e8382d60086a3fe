using System.Collections.Generic;
using System.Threading.Tasks;

namespace Sidecar.Gateway.Vps;

/// <summary>A call that waits for a VP.</summary>
/// <param name="pool">The pool.</param>
/// <param name="ticket">When it came; the older goes first.</param>
/// <param name="queue">The queue that it waits in.</param>
internal sealed class VpWaiter(VpPool pool, long ticket, LinkedList<VpWaiter> queue)
{
    private readonly TaskCompletionSource<VpRent> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The pool.</summary>
    public VpPool Pool => pool;

    /// <summary>When it came.</summary>
    public long Ticket => ticket;

    /// <summary>Where it waits.</summary>
    public LinkedList<VpWaiter> Queue => queue;

    /// <summary>What comes of it.</summary>
    public Task<VpRent> Task => _source.Task;

    /// <summary>Ends the wait.</summary>
    public void End(VpRent rent) => _source.SetResult(rent);

    /// <summary>Ends the wait without anything.</summary>
    public void Cancel() => _source.SetCanceled();
}
